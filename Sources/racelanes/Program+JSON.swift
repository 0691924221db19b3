import RaceModel
import TraceFormats

extension Program {
  /// What was run, as members of an object: the model, its kernel, the switches that stand otherwise
  /// than the kernel sets them, and every parameter.
  func addChoice(to out: inout JSONText) {
    out.raw(#""model":"#)
    out.string(name)
    out.raw(#","kernel":"#)
    if let kernel = choice.kernel { out.string(kernel) } else { out.raw("null") }
    out.raw(#","switches":{"#)
    out.list(turnedSwitches) { out, one in
      out.string(one.name)
      out.raw(":\(one.isOn)")
    }
    out.raw(#"},"parameters":{"#)
    out.list(choice.parameters.sorted { $0.key < $1.key }) { out, parameter in
      out.string(parameter.key)
      out.raw(":\(parameter.value)")
    }
    out.raw("}")
  }
}
