import Foundation
import RaceModel
import Scenarios
import TestSupport
import TraceFormats

/// Two lanes that add one each, with a lock if `careful` is on.
let smallModel = """
  model small "two that count";
  param rounds = 1 in 1..3 "how often";
  switch careful = off "take the lock";
  kernel "old" "no lock" {}
  kernel "new" "a lock" { careful = on; }
  shared word x = 0;
  shared flag f = 0;
  shared spinlock l;
  void add() {
    if (careful) spin_lock(&l);
    read: int v = READ_ONCE(x);
    write: WRITE_ONCE(x, v + 1);
    if (careful) spin_unlock(&l);
  }
  lane "one" { for (int i = 0; i < rounds; i++) add(); last: f = 1; }
  lane "other" { for (int i = 0; i < rounds; i++) add(); }
  always short "f is a flag" = f < 2;
  finally sum "each round counts" = x == 2 * rounds;
  """

/// A scenario on it in which nothing is wrong.
let smallScenario = """
  racelanes: scenario
  version: 1
  title: A count is lost
  model: small.race
  kernel: old
  switches: {careful: off}
  parameters: {rounds: 1}
  objective: See how a count is lost.
  schedule:
    - cpu0 through read
    - cpu1 to the end
    - cpu0 to the end
  chapters:
    - {title: It reads, at: start, words: One reads.}
    - {title: It writes, at: cpu1 write, words: The other is done.}
  notes:
    - {at: cpu0 read, words: Out of date in a moment.}
  moral: Read and write in one.
  expect:
    end: complete
    violated: [sum]
    values: {x: 1, f: 1 set}
  """

func small() throws -> Model { try Model(SourceText(name: "small.race", smallModel)) }

/// The small scenario with some of its text replaced.
func changed(_ from: String, _ to: String) -> String {
  precondition(smallScenario.contains(from), "there is no \(from)")
  return smallScenario.replacing(from, with: to)
}

/// The errors of a scenario on the small model, or the claims that are not true, as
/// `line:column: message`.
func errors(_ yaml: String) throws -> [String] {
  func words(_ error: DocumentError) -> String { "\(error.line):\(error.column): \(error.message)" }
  do {
    return try Performance(try Scenario.parse(yaml: yaml), try small()).falseClaims().map(words)
  } catch let errors as DocumentErrors { return errors.errors.map(words) }
}

/// The shipped scenarios: their names, without those that are cards of recordings.
enum Shipped {
  static let scenarios: [String] = {
    let folder = Recordings.root.appending(path: "Scenarios")
    let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (walker?.compactMap { $0 as? URL } ?? [])
      .filter { $0.pathExtension == "yaml" }
      .filter {
        (try? String(contentsOf: $0, encoding: .utf8))?.hasPrefix("racelanes: scenario") == true
      }
      .map { $0.path.replacing(folder.path + "/", with: "") }.sorted()
  }()

  static func text(_ name: String) throws -> String {
    try String(contentsOf: Recordings.root.appending(path: "Scenarios/" + name), encoding: .utf8)
  }
}
