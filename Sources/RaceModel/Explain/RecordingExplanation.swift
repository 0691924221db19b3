public import RaceTrace

/// A schedule of a model that gives the values of a recording, or how far one comes.
public struct RecordingExplanation: Sendable {
  /// A step of the model that stands for a recorded access.
  public struct Match: Hashable, Sendable {
    /// Which of the observations.
    public var observation: Int
    /// The number of the model's step, from 1.
    public var step: Int
  }

  /// What a lane would do to a place instead of what was recorded.
  public struct OtherAccess: Hashable, Sendable {
    /// The statement, as an index into ``Program/rows``.
    public var row: Int
    /// What kind of place it is.
    public var kind: PlaceKind
    /// What it sees there, raw.
    public var seen: UInt64
    /// What it leaves there; nil if it only reads.
    public var written: UInt64?
  }

  /// Why no schedule goes on to an observation, where one came furthest.
  public enum Obstacle: Hashable, Sendable {
    /// The lane's next access of that place is another one, or gives other values.
    case otherAccess(OtherAccess)
    /// The recording touches a place that no statement of this program touches.
    case absent(place: String)
    /// The lane would first change a loud place, of which the recording tells nothing.
    case untold(place: String, PlaceKind, old: UInt64, new: UInt64)
    /// The recording shows other and other values of a place that the model never changes.
    case unmoved(place: String)
    /// The lane has ended, or waits for the other one.
    case cannotMove
  }

  /// The accesses that were to be explained, and those that may be: to places that the model has by
  /// that name.
  public var observations: [Observation]
  /// The lane of each step of the model.
  public var schedule: [Int]
  /// Which step stands for which observation, in the order of the steps.
  public var matches: [Match]
  /// The first observation, in the order of the timeline, up to which no schedule explains
  /// everything; nil when all are explained.
  public var firstUnexplained: Int?
  /// What stood in the way of that observation, as far as it can be told.
  public var obstacle: Obstacle?
  /// Which page frame, and which sequence count, of the model stands for which of the recording: the
  /// kind, the model's raw word, the recording's.
  public var renamed: [(kind: PlaceKind, own: UInt64, recorded: UInt64)]
  /// Whether the search gave up: then nothing is said about what could not be explained.
  public var isCut: Bool

  /// Looks for a schedule of `program` in which every access of the recording finds a step of its
  /// lane, in the order of the lane, with the same values.
  ///
  /// A step of the model may have no event in the recording, unless it changes a loud place: those
  /// a recording tells completely. Across the lanes no order is asked for but the one that the values
  /// prove, so that a clock that is too coarse does no harm; the recorded order is tried first.
  ///
  /// - Parameter samples: the places that the recording only looked at now and then: a change of those
  ///   needs no event, but a model that never changes one which was seen to change explains nothing.
  ///
  /// - Complexity: O(*states* × *observations of both lanes*) for each length that is tried, and
  ///   O(log *observations*) lengths
  public init(
    _ program: Program, _ recorded: [Observation], samples: [String: Set<UInt64>] = [:]
  ) {
    let problem = Problem(program, recorded, samples)
    observations = problem.observations
    if let unmoved = problem.unmoved {
      (schedule, matches, isCut, renamed) = ([], [], false, [])
      firstUnexplained = observations.firstIndex { $0.part == nil } ?? 0
      obstacle = .unmoved(place: unmoved)
      return
    }
    let end = problem.absent ?? observations.count
    var best = problem.search(end)
    isCut = best.isCut
    if !best.isFound {
      var failed = best
      var (low, high) = (0, end)
      while high - low > 1 {
        let middle = (low + high) / 2
        let attempt = problem.search(middle)
        isCut = isCut || attempt.isCut
        if attempt.isFound {
          (low, best) = (middle, attempt)
        } else {
          (high, failed) = (middle, attempt)
        }
      }
      if low == 0 { best = problem.search(0) }
      (firstUnexplained, obstacle) = (low, failed.obstacle)
    } else {
      firstUnexplained = problem.absent
      obstacle = problem.absent.map { .absent(place: problem.observations[$0].place) }
    }
    renamed = best.renaming.pairs
    (schedule, matches) = (best.schedule, best.matches)
  }

  /// Whether there is a schedule of a program that explains every access.
  public enum Existence: Hashable, Sendable {
    case exists
    /// None of all schedules does.
    case none
    /// The search was cut short before it found one.
    case notKnown
  }

  /// Whether a schedule of `program` explains every access, and no more than that.
  ///
  /// - Parameter nodesMax: after how many situations the search is cut short.
  /// - Complexity: O(*states* × *observations of both lanes*)
  public static func existence(
    _ program: Program, _ recorded: [Observation], samples: [String: Set<UInt64>] = [:],
    nodesMax: Int = 20_000
  ) -> Existence {
    let problem = Problem(program, recorded, samples)
    guard problem.unmoved == nil, problem.absent == nil else { return .none }
    let search = problem.search(nodesMax: nodesMax)
    return search.isFound ? .exists : search.isCut ? .notKnown : .none
  }

  /// A place's name without the structure that it is in: `mm->has_pinned` is `has_pinned`.
  public static func bare(_ name: String) -> String {
    name.split(separator: ">").last.map(String.init) ?? name
  }
}

/// What of a recording a program has to explain.
private struct Problem {
  let program: Program
  let observations: [Observation]
  /// A place that was seen to change, by samples only, and that the program never changes.
  let unmoved: String?
  /// The first that has to be explained and touches a place that no statement of the program touches.
  let absent: Int?
  private let samples: Set<String>
  private let names: [String: Int]

  init(_ program: Program, _ recorded: [Observation], _ samples: [String: Set<UInt64>]) {
    self.program = program
    let names = Dictionary(
      program.arrays.enumerated().map { (RecordingExplanation.bare($0.element.name), $0.offset) },
      uniquingKeysWith: { first, _ in first })
    observations = recorded.filter { names[$0.place] != nil && $0.lane < program.laneCount }
    unmoved = samples.keys.sorted().first { name in
      guard let array = names[name], program.arrays[array].isLoud else { return false }
      return samples[name, default: []].count > 1 && !program.changes(array: array)
    }
    let untouched = Set(program.untouchedNames.map(RecordingExplanation.bare))
    absent = observations.firstIndex { $0.part == nil && untouched.contains($0.place) }
    self.names = names
    self.samples = Set(samples.keys)
  }

  /// What comes of the first `count` observations, or of all.
  func search(_ count: Int = .max, nodesMax: Int = 2_000_000) -> RecordingSearch {
    var search = RecordingSearch(
      program, Array(observations.prefix(count)), names, samples: samples, nodesMax: nodesMax)
    search.run()
    return search
  }
}

extension Program {
  /// The names of its places, without the structures that they are in.
  public var bareNames: Set<String> { Set(arrays.map { RecordingExplanation.bare($0.name) }) }

  /// Whether any statement can change a place of that array.
  fileprivate func changes(array: Int) -> Bool {
    instructions.contains { instruction in
      guard case .access(let access) = instruction, access.array == array else { return false }
      if case .load = access.kind { return false }
      return true
    }
  }
}
