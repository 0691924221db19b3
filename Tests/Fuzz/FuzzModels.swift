import Foundation
import RaceModel
import Scenarios
import TraceFormats

/// The shipped model, which scenarios are performed on.
private let shipped: Model? = {
  guard let folder = ProcessInfo.processInfo.environment["RACELANES_SCENARIOS"],
    let text = try? String(
      contentsOfFile: folder + "/gup-fork/gup-fork.race", encoding: .utf8)
  else { return nil }
  return try? Model(SourceText(name: "gup-fork.race", text))
}()

/// Takes the bytes for the text of a model, of a scenario and of a piece of a schedule. Each may be
/// refused with words; none may crash or hang, and what is a model can be run, whatever it says.
func fuzzModels(_ bytes: UnsafeRawBufferPointer) {
  let text = String(decoding: bytes, as: UTF8.self)
  do throws(ModelErrors) {
    fuzzRun(try Model(SourceText(name: "fuzz.race", text)))
  } catch {
    precondition(!error.errors.isEmpty, "refused without an error")
    for one in error.errors {
      precondition(!one.message.isEmpty, "an error without words")
      precondition(one.line > 0 && one.column > 0, "an error without a place")
      precondition(!one.rendered(in: "fuzz.race").isEmpty, "an error that cannot be shown")
    }
  }
  if let word = ScheduleWord(text) {
    precondition(ScheduleWord(word.description) == word, "a schedule changed when it was written")
  }
  guard let scenario = try? Scenario.parse(yaml: text), let shipped else { return }
  if let performance = try? Performance(scenario, shipped) { _ = performance.falseClaims() }
  _ = try? Performance(scenario, shipped, changed: ModelChoice(kernel: "v5.8"))
}

private func fuzzRun(_ model: Model) {
  var choices = [ModelChoice()]
  choices += model.kernels.prefix(2).map { ModelChoice(kernel: $0.name) }
  for choice in choices {
    guard let program = try? model.program(choice) else { continue }
    let schedules: [[ScheduleWord]] = [
      [.toTheEnd(lane: 0), .toTheEnd(lane: 1)],
      [.lanes([1, 0, 1, 1, 0, 0]), .until(lane: 0, "x"), .through(lane: 1, "x")],
      [.untilBlocked(lane: 1), .steps(lane: 0, 3)],
    ]
    for schedule in schedules {
      _ = try? Runner.run(program, schedule)
      let run = Runner.follow(program, schedule)
      for name in program.placeNames { _ = run.finalValue(name)?.kind.decode(0) }
      // What ran can be written and read.
      var reader = TraceReader()
      do throws(TraceReadError) {
        try reader.push(NativeWriter.bytes(of: run.trace))
        let again = try reader.finish()
        precondition(again == run.trace, "the native format changed a trace")
      } catch { fatalError("the native format refuses a run: \(error.message)") }
    }
  }
}
