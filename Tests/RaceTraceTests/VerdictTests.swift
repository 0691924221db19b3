import RaceTrace
import Testing

/// Conclusions by rule.
struct VerdictTests {
  @Test(arguments: [
    "last a is 1", "first a is -1", "some a", "no a with ref >= 1024", "a before b",
    "a and b share page",
  ])
  func `a condition's sentence brings it back`(_ sentence: String) {
    #expect(Condition(sentence)?.description == sentence)
  }

  @Test(arguments: ["", "a", "last", "last a is x", "every a", "a after b", "some a with ref ~ 1"])
  func `what is no condition is refused`(_ sentence: String) {
    #expect(Condition(sentence) == nil)
  }

  /// Two episodes: in the first the right lane checks before the left one grabs, in the second
  /// after.
  private func trace(rules: [(String, [String])]) -> Trace {
    var trace = Trace(title: "", lanes: [Lane(name: "0", title: ""), Lane(name: "1", title: "")])
    let ref = trace.declare(PlaceDeclaration(name: "ref", kind: .refcount))
    let page = trace.intern(Place(declaration: ref, address: 7))
    func add(_ lane: Int, _ name: String, _ marks: Event.Marks, _ operations: [Operation]) {
      let event = Event(
        lane: lane, cpu: lane, name: trace.intern(name), text: trace.intern(name), marks: marks)
      trace.append(event, operations)
    }
    add(0, "begin", .startsEpisode, [])
    add(1, "check", [], [.load(page, 2), .branch(outcome: 0, words: 0)])
    add(0, "grab", [], [.rmw(page, old: 2, new: 1026)])
    add(0, "verdict", .harness, [.branch(outcome: 1, words: 0)])
    add(0, "begin", .startsEpisode, [])
    add(0, "grab", [], [.rmw(page, old: 1026, new: 2050)])
    add(1, "check", [], [.load(page, 2050), .branch(outcome: 1, words: 0)])
    trace.rules = rules.map { name, conditions in
      VerdictRule(
        name: name, tone: .bad, words: "{grab} took {grab.ref}",
        conditions: conditions.compactMap { Condition($0) })
    }
    return trace
  }

  private func names(_ conditions: [String]) -> [Int] {
    let focused = FocusedTimeline(Timeline(trace(rules: [("r", conditions)])), focus: nil)
    return focused.verdicts().map(\.positions.lowerBound)
  }

  @Test func `each episode is judged alone`() {
    #expect(names(["check before grab"]) == [0])
    #expect(names(["grab before check"]) == [4])
    #expect(names(["last check is 0"]) == [0])
    #expect(names(["no check is 0"]) == [4])
    #expect(names(["some grab with ref >= 2048"]) == [4])
    #expect(names(["check and grab share ref"]) == [0, 4])
    #expect(names(["some nothing"]) == [])
  }

  @Test func `the conclusion may speak of events that no condition asks for`() {
    var trace = trace(rules: [("r", ["some check"])])
    trace.rules[0].words = "{grab}, {grab.ref}: {check}"
    let focused = FocusedTimeline(Timeline(trace), focus: nil)
    #expect(
      focused.verdicts().map(\.words) == ["step 3, ref 0x7: step 2", "step 6, ref 0x7: step 7"])
  }

  @Test func `the harness is never asked`() { #expect(names(["some verdict"]) == []) }

  @Test func `words are filled in and the deciding event is known`() throws {
    let timeline = Timeline(trace(rules: [("r", ["check before grab"])]))
    let verdict = try #require(FocusedTimeline(timeline, focus: nil).verdicts().first)
    #expect(verdict.words == "step 3 took ref 0x7")
    #expect(verdict.decidedAt == 2)
  }
}
