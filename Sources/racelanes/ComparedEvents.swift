import RaceModel
import RaceTrace

/// How much of a recorded attempt is held against a model, and what is not.
struct ComparedEvents {
  /// How many events the attempt has, those of a test harness left out.
  private var count = 0
  private var compared = 0
  private var ofOtherPages = 0
  private var calls = 0
  private var others = 0
  /// How many values of the model's places the tracer read for its report, and of which places.
  private var looks: [String: Int] = [:]
  /// The model's places that a path was seen to access.
  private var accessed: Set<String> = []

  init(
    _ focused: FocusedTimeline, _ positions: Range<Int>, _ explanation: RecordingExplanation,
    _ program: Program
  ) {
    let matched = Set(explanation.matches.map(\.observation))
    let compared = Set(
      explanation.observations.indices.filter {
        explanation.observations[$0].part == nil || matched.contains($0)
      }.map { explanation.observations[$0].position })
    let places = program.bareNames
    let trace = focused.timeline.trace
    for position in positions
    where !focused.timeline.event(at: position).marks.contains(.harness) {
      count += 1
      let operations = focused.timeline.operations(at: position)
      if focused.concerns[position] {
        for operation in operations {
          guard let place = operation.place else { continue }
          let name = trace.declaration(of: place).name
          guard places.contains(name) else { continue }
          switch operation {
          case .observe: looks[name, default: 0] += 1
          case .forget: break
          default: accessed.insert(name)
          }
        }
      }
      if compared.contains(position) {
        self.compared += 1
      } else if !focused.concerns[position] {
        ofOtherPages += 1
      } else if operations.contains(where: \.isCallOrReturn) {
        calls += 1
      } else {
        others += 1
      }
    }
  }

  /// Why a schedule that fits is no explanation: what was only looked at may have been otherwise in it.
  /// nil where the recording tells the accesses themselves.
  var doubt: String? {
    let names = looks.keys.filter { !accessed.contains($0) }.sorted()
    guard !names.isEmpty else { return nil }
    return
      "of \(names.joined(separator: ", ")) only the tracer read values, which are not compared: "
      + "the two paths may have met otherwise"
  }

  /// What is compared and what is not, for people.
  var lines: [String] {
    let rest = [
      (ofOtherPages, "about other pages"), (calls, "by which a function is called or returns"),
      (others, "of other kinds"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    let left = rest.isEmpty ? "" : "; not compared: \(rest.joined(separator: ", "))"
    var lines = ["of \(count) recorded events \(compared) are compared" + left]
    let read = looks.values.reduce(0, +)
    if read > 0 {
      lines.append(
        "\(read) values that the tracer read for its report are not compared: "
          + looks.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key)" }
          .joined(separator: ", "))
    }
    return lines + ["what one CPU did before the other is compared only as far as values show it"]
  }
}

extension Operation {
  fileprivate var isCallOrReturn: Bool {
    switch self {
    case .call, .ret: true
    default: false
    }
  }
}
