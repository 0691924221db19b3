import Foundation
import LiveSources
import RaceModel
import TestSupport

/// The program of a text.
func program(_ text: String, _ choice: ModelChoice = ModelChoice()) throws -> Program {
  try Model(SourceText(name: "test.race", "model m \"t\";\n" + text)).program(choice)
}

/// A shipped model.
func shippedProgram(_ path: String, _ choice: ModelChoice = ModelChoice()) throws -> Program {
  let url = Recordings.root.appending(path: "Scenarios/" + path)
  let source = SourceText(name: url.lastPathComponent, try String(contentsOf: url, encoding: .utf8))
  return try Model(source).program(choice)
}

/// Runs rounds until the race stops by itself.
func tally(_ program: Program, _ options: ThreadRace.Options) throws -> ThreadRace.Tally {
  let race = try ThreadRace(program, options)
  try race.start()
  race.wait()
  return race.tally
}
