import LiveSources
import RaceModel
import TestSupport
import Testing

/// Rounds on real threads. Every run is bounded by rounds; nothing here depends on how long one takes.
@Suite(.serialized) struct ThreadsRaceTests {
  private static let gupFork = "gup-fork/gup-fork.race"

  private func outcomes(_ program: Program) -> Set<[Int32]> {
    Set(ReferenceSearch(program).ends.map { Array($0.prefix(program.placeSlots)) })
  }

  /// Every outcome's first round runs in the model to the same end, and means the same there.
  private func expectReplays(_ tally: ThreadRace.Tally, _ program: Program) throws {
    for outcome in tally.outcomes where outcome.end == .complete {
      let schedule = try #require(outcome.explanation?.schedule, "\(outcome.values)")
      let run = try Runner.run(program, [#require(ScheduleWord(schedule))])
      #expect(run.end == .complete)
      #expect(run.states.last.map { Array($0.prefix(program.placeSlots)) } == outcome.values)
      let violated = Set(run.violations.map(\.property))
      #expect(violated.isSuperset(of: outcome.violated))
      #expect(violated.isSubset(of: outcome.violated + outcome.undecided))
    }
  }

  @Test func `the race of v5.10 is hit, and replays in the model to the same violation`() throws {
    let program = try shippedProgram(Self.gupFork, ModelChoice(kernel: "v5.10"))
    let tally = try tally(
      program, .init(pausesMax: 200, roundsMax: 5_000_000, stop: .violated))
    let hit = try #require(tally.stoppedAt.map { tally.outcomes[$0] }, "\(tally.rounds) rounds")
    #expect(Set(hit.violated) == ["nothing_lost", "pin_keeps_its_page"])
    #expect(outcomes(program).isSuperset(of: tally.outcomes.map(\.values)))
    try expectReplays(tally, program)
  }

  @Test(arguments: ["v5.11", "v6.1"])
  func `with the fix every outcome is one of the model's and holds`(_ kernel: String) throws {
    let program = try shippedProgram(Self.gupFork, ModelChoice(kernel: kernel))
    let tally = try tally(program, .init(seed: 2, roundsMax: 20_000))
    #expect(tally.rounds == 20_000)
    #expect(tally.outcomes.map(\.count).reduce(0, +) + tally.others == 20_000)
    #expect(tally.outcomes.filter(\.isViolated).isEmpty)
    #expect(outcomes(program).isSuperset(of: tally.outcomes.map(\.values)))
    try expectReplays(tally, program)
  }

  @Test func `without recording rounds are counted, and nothing is explained`() throws {
    let program = try shippedProgram(Self.gupFork, ModelChoice(kernel: "v5.11"))
    let tally = try tally(program, .init(isRecording: false, roundsMax: 1_000))
    #expect(tally.rounds == 1_000)
    #expect(tally.outcomes.allSatisfy { $0.first == nil && $0.explanation == nil })
    for property in program.properties {
      let count = tally.count(of: property)
      #expect(count.judged == (property.isFinal ? 1_000 : 0), "\(property.name)")
    }
  }

  /// The time is that of the rounds, not of those who wait for their end.
  @Test func `time stands still when the rounds are over, and goes on with them`() throws {
    let program = try shippedProgram(Self.gupFork, ModelChoice(kernel: "v5.10"))
    let race = try ThreadRace(program, .init(pausesMax: 200, roundsMax: 1_000_000, stop: .violated))
    #expect(race.seconds == 0)
    var earlier: Double = 0
    for _ in 0..<3 {
      try race.start()
      race.wait()
      let seconds = race.seconds
      #expect(seconds > earlier)
      #expect(race.seconds == seconds)
      earlier = seconds
    }
  }

  /// Rounds that end alike are not judged alike: in one `x` was seen at 1, in another it was not.
  /// Whether both were set at once in the others nobody can tell.
  @Test func `every round counts under what its own path means`() throws {
    let program = try program(
      """
      shared word x = 0;
      shared word y = 0;
      shared word seen = 0;
      lane "a" {
        WRITE_ONCE(x, 1);
        WRITE_ONCE(x, 0);
      }
      lane "b" {
        WRITE_ONCE(y, 1);
        int v = READ_ONCE(x);
        WRITE_ONCE(seen, v);
        WRITE_ONCE(seen, 0);
        WRITE_ONCE(y, 0);
      }
      always never_both "never both" = x == 0 || y == 0;
      always never_seen "b never sees x set" = seen == 0;
      finally clean "all is clean in the end" = x == 0 && y == 0 && seen == 0;
      """)
    let rounds = 20_000
    let tally = try tally(program, .init(roundsMax: rounds))
    #expect(tally.rounds == rounds)
    let counts = program.properties.map(tally.count)
    // What was seen is certain for both; what was not seen is open for one and certain for the other.
    #expect(counts.map(\.judged) == [rounds, rounds, rounds])
    #expect(counts[0].violated == counts[1].violated)
    #expect(counts[0].violated + counts[0].undecided == rounds)
    #expect(counts[1].undecided == 0)
    #expect(counts[2].violated == 0 && counts[2].undecided == 0)
    try expectReplays(tally, program)
    // Where it was seen and where it was not, all places end alike: only the paths differ.
    #expect(Set(tally.outcomes.map(\.values)) == [[0, 0, 0]])
  }

  @Test(arguments: [
    "classics/lost-wakeup.race", "classics/refcount.race", "classics/seqlock.race",
    "litmus/store-buffering.race",
  ])
  func `other models run`(_ path: String) throws {
    let program = try shippedProgram(path)
    let tally = try tally(program, .init(roundsMax: 2_000))
    #expect(tally.rounds == 2_000)
    for outcome in tally.outcomes where outcome.end == .complete {
      // What no interleaving explains need not be an end of the model; anything else must be.
      guard outcome.explanation != .impossible else { continue }
      #expect(outcomes(program).contains(outcome.values))
    }
  }

  @Test func `both threads on one CPU take turns`() throws {
    let program = try shippedProgram(Self.gupFork, ModelChoice(kernel: "v5.11"))
    let cpu = try #require(ThreadRace.allowedCPUs.first)
    let tally = try tally(program, .init(cpus: [cpu, cpu], roundsMax: 500))
    #expect(tally.rounds == 500)
    #expect(outcomes(program).isSuperset(of: tally.outcomes.map(\.values)))
    try expectReplays(tally, program)
  }

  @Test func `a deadlock is an outcome and no hang`() throws {
    let program = try program(
      """
      shared spinlock a;
      shared spinlock b;
      shared word both = 0;
      lane "ab" { spin_lock(&a); WRITE_ONCE(both, 1); spin_lock(&b); spin_unlock(&b); spin_unlock(&a); }
      lane "ba" { spin_lock(&b); WRITE_ONCE(both, 2); spin_lock(&a); spin_unlock(&a); spin_unlock(&b); }
      """)
    let tally = try tally(program, .init(roundsMax: 5_000_000, stop: .violated))
    let found = try #require(tally.stoppedAt.map { tally.outcomes[$0] }, "\(tally.rounds) rounds")
    #expect(found.end == .deadlock)
    #expect(found.values.prefix(2) == [1, 2])
    let schedule = try #require(found.explanation?.schedule)
    let run = try Runner.run(program, [#require(ScheduleWord(schedule))])
    guard case .deadlock = run.end else {
      Issue.record("\(run.end)")
      return
    }
  }

  @Test(arguments: [
    "spin_lock(&l); spin_lock(&l);", "wait_until(READ_ONCE(x) == 7);",
    "join; wait_until(READ_ONCE(x) == 7);",
  ])
  func `a lane that waits for nobody is a deadlock`(_ body: String) throws {
    let program = try program(
      """
      shared spinlock l;
      shared word x = 0;
      lane "stuck" { \(body) }
      lane "goes on" { WRITE_ONCE(x, 1); }
      """)
    let tally = try tally(program, .init(roundsMax: 200))
    #expect(tally.outcomes.map(\.end) == [.deadlock])
    #expect(tally.rounds == 200)
  }

  @Test(arguments: [
    ("spin_unlock(&l);", "a lock was let go by a lane that does not hold it"),
    ("int i = READ_ONCE(x); WRITE_ONCE(a[i], 1);", "an index lies outside its array"),
    ("int i = READ_ONCE(x); WRITE_ONCE(x, i / 0);", "a division by zero"),
    ("atomic_add(2147483647, &x);", "a value of more than 32 bits"),
  ])
  func `a fault of the model ends the round`(_ body: String, _ words: String) throws {
    let program = try program(
      """
      shared spinlock l;
      shared word x = 5;
      shared word a[2] = 0;
      lane "wrong" { \(body) }
      lane "waits" { join; }
      """)
    let tally = try tally(program, .init(roundsMax: 50))
    #expect(tally.outcomes.map(\.end) == [.fault(words)])
  }

  @Test func `a race can be stopped and goes on`() throws {
    let program = try shippedProgram("litmus/store-buffering.race")
    let race = try ThreadRace(program, .init(roundsMax: 100_000_000))
    try race.start()
    while race.tally.rounds < 100 {}
    race.stop()
    #expect(!race.isRunning)
    let rounds = race.tally.rounds
    try race.start()
    while race.tally.rounds <= rounds {}
    race.stop()
    #expect(race.tally.rounds > rounds)
  }

  @Test func `a model with one lane is refused, and a CPU that is not there`() throws {
    let one = try program("shared word x = 0; lane \"only\" { WRITE_ONCE(x, 1); }")
    #expect(throws: ThreadRace.Problem.lanes(1)) { _ = try ThreadRace(one) }
    let two = try shippedProgram("litmus/store-buffering.race")
    #expect(throws: ThreadRace.Problem.cpu(1023)) {
      _ = try ThreadRace(two, .init(cpus: [0, 1023]))
    }
  }
}
