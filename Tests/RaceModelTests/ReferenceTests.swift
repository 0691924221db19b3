import Foundation
import RaceTrace
import TestSupport
import Testing

@testable import RaceModel

/// The reference pages, so that they cannot rot.
struct ReferenceTests {
  private static func page(_ name: String) throws -> String {
    let url = Recordings.root.appending(path: "Sources/RaceModel/RaceModel.docc/\(name).md")
    return try String(contentsOf: url, encoding: .utf8)
  }

  /// The blocks of code in a language.
  private static func blocks(_ language: String, _ page: String) -> [String] {
    page.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  @Test(arguments: ["RaceModel", "Grammar"])
  func `every example is a model`(_ name: String) throws {
    let page = try Self.page(name)
    let examples = Self.blocks("race", page)
    #expect(examples.count == (name == "RaceModel" ? 1 : 0))
    for example in examples { #expect(errors(of: example) == []) }
  }

  @Test func `the example does what it says`() throws {
    let example = try #require(Self.blocks("race", try Self.page("RaceModel")).first)
    let model = try model(example)
    let broken = ReferenceSearch(try model.program(ModelChoice(kernel: "broken")))
    #expect(broken.violations.keys.sorted() == ["data_seen"])
    let fixed = try model.program(ModelChoice(kernel: "fixed"))
    #expect(ReferenceSearch(fixed).violations.isEmpty)
    // The run that the page's command makes.
    #expect(try Self.page("RaceModel").contains("--schedule 00111 --kernel fixed"))
    #expect(try Runner.run(fixed, schedule("00111")).end == .complete)
  }

  @Test func `the grammar has the words and signs of the parser`() throws {
    let grammar = try #require(Self.blocks("ebnf", try Self.page("Grammar")).first)
    let terminals = Set(grammar.matches(of: /"([^"]+)"/).map { String($0.1) })
    let words = terminals.filter { $0.first?.isLetter == true }
    #expect(words == Parser.reserved.union(["name"]))
    // A point by itself is a sign of the lexer, for the error, and of no rule.
    #expect(
      terminals.subtracting(words)
        == Set(Lexer.signs.map { String(decoding: $0, as: UTF8.self) }).subtracting(["."]))
    // Every rule that is used is there, and is used.
    let rules = Set(grammar.matches(of: /(?m)^(\w+) +=/).map { String($0.1) })
    let bare = grammar.replacing(/"[^"]+"/, with: "")
    let used = Set(bare.matches(of: /\b[a-z]\w*\b/).map { String($0.0) })
    #expect(used == rules)
  }

  /// The rows of the table whose head begins with `head`.
  private static func table(_ head: String, _ page: String) -> [[String]] {
    let lines = page.components(separatedBy: "\n")
    guard let first = lines.firstIndex(where: { $0.hasPrefix("| \(head) |") }) else { return [] }
    return lines[(first + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      line.dropFirst().dropLast().components(separatedBy: "|").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
  }

  @Test func `every primitive is there with its ordering and its arguments`() throws {
    var seen: [String: Int] = [:]
    for row in Self.table("primitive", try Self.page("Grammar")) {
      try #require(row.count == 4, "\(row)")
      for match in row[0].matches(of: /`(\w+)\(([^)]*)\)`/) {
        let names = row[3] == "by suffix" ? PrimitiveTests.suffixes.map { $0.0 } : [""]
        for suffix in names {
          let name = String(match.1) + suffix
          let primitive = try #require(Primitive.all[name], "\(name)")
          let ordering =
            row[3] == "by suffix"
            ? PrimitiveTests.suffixes.first { $0.0 == suffix }?.1 : AccessOrdering(rawValue: row[3])
          #expect(primitive.ordering == ordering, "\(name)")
          #expect((primitive.result == .nothing) == row[2].isEmpty, "\(name)")
          let arguments = match.2.components(separatedBy: ", ")
          #expect(arguments.count == primitive.arguments.count, "\(name)")
          for (argument, kind) in zip(arguments, primitive.arguments) {
            #expect((kind == .place) == argument.hasPrefix("&"), "\(name)")
          }
          seen[name, default: 0] += 1
        }
      }
    }
    #expect(Set(seen.keys) == Set(Primitive.all.keys))
    #expect(seen.values.allSatisfy { $0 == 1 })
    let page = try Self.page("Grammar")
    for fence in Primitive.fences.keys { #expect(page.contains("`\(fence)()`"), "\(fence)") }
  }

  @Test func `every type of a place is there`() throws {
    let cells = Self.table("type", try Self.page("Grammar")).map { $0[0] }.joined()
    let types = Set(cells.matches(of: /`(\w+)`/).map { String($0.1) })
    #expect(types.allSatisfy { Compiler.kind(named: $0) != nil })
    #expect(types.count == PlaceKind.allCases.count - PteLayout.allCases.count + 1)
  }

  @Test func `the limits are those of the program`() throws {
    let limits = Self.table("what", try Self.page("Grammar"))
    #expect(
      limits.compactMap { Int($0[1]) } == [
        Trace.lanesMax, Model.propertiesMax, SourceText.bytesMax, Parser.itemsMax,
        Lexer.nameBytesMax,
        Lexer.textBytesMax, Parser.remarksMax, Parser.depthMax, Parser.operandsMax,
        Compiler.callDepthMax, Compiler.roundsMax, Compiler.slotsMax, Compiler.instructionsMax,
        Compiler.workMax, Compiler.checkWorkMax, Compiler.operationsMax, Parser.errorsMax,
        ScheduleWord.stepsMax,
      ])
    #expect(limits.count == 18)
  }

  @Test func `every word of a schedule is there`() throws {
    let words = Self.table("word", try Self.page("Grammar")).compactMap {
      $0[0].firstMatch(of: /`(.+)`/).map { String($0.1) }
    }
    #expect(words.count == 6)
    #expect(words.allSatisfy { ScheduleWord($0) != nil })
  }
}
