/// What nobody is to be told for a while: what a place holds from an event on.
public struct Secret: Hashable, Sendable {
  /// The place.
  public var place: Place.ID
  /// The position of the first event that tells it; nil when what it holds before any event does.
  public var position: Int?

  /// A secret.
  public init(place: Place.ID, from position: Int?) {
    self.place = place
    self.position = position
  }

  /// Whether the event at `position` must not be told.
  func covers(_ position: Int, _ operations: ArraySlice<Operation>) -> Bool {
    position >= self.position ?? 0 && operations.contains { $0.place == place }
  }
}

extension Timeline {
  /// The first `step` steps as if nothing had followed, and with nothing that tells the secret: in
  /// the place of each access to it stands ``Operation/forget(_:)``. Whatever is drawn from the
  /// result depends on nothing else.
  ///
  /// - Parameter keepsNotes: whether the recorder's sentences are kept; they may tell more than the
  ///   operations do.
  /// - Complexity: O(*operations* + *places*)
  public func withheld(after step: Int, _ secret: Secret?, keepsNotes: Bool) -> Timeline {
    var initial = trace.initialValues
    if let secret, secret.position == nil { initial[secret.place] = nil }
    var told = trace.slice(0..<trace.events.count, initialValues: initial)
    told.removeEvents()
    for (index, var event) in trace.events.enumerated() {
      let position = self.position(ofRecorded: index)
      let operations = position < step ? trace.operations(of: index) : []
      let isSecret = secret?.covers(position, operations) ?? false
      if !keepsNotes || isSecret { event.note = 0 }
      told.append(event, isSecret ? operations.compactMap { secret?.told($0) } : Array(operations))
    }
    return Timeline(self, upTo: step, of: told) { note in
      note.others.allSatisfy { position(ofRecorded: $0) < step } && note.place != secret?.place
    }
  }
}

extension Secret {
  /// What is told of something that a covered event did; nil for nothing.
  fileprivate func told(_ operation: Operation) -> Operation? {
    if operation.place == place { return .forget(place) }
    switch operation {
    // An outcome and a result may stand for the value.
    case .branch: return nil
    case .ret: return .ret(nil)
    default: return operation
    }
  }
}

extension OrderNote {
  /// The recorded events that it speaks of.
  fileprivate var others: [Int] {
    switch self {
    case .cameBefore(let other, _, _), .wasSeenBy(let other, _, _), .tie(let other, _): [other]
    case .unexplained, .clockWentBack, .cameLate: []
    }
  }

  /// The place that it speaks of.
  fileprivate var place: Place.ID? {
    switch self {
    case .cameBefore(_, let place, _), .wasSeenBy(_, let place, _), .unexplained(let place, _, _),
      .tie(_, .proven(let place)), .tie(_, .open(let place)):
      place
    case .tie(_, .independent), .clockWentBack, .cameLate: nil
    }
  }
}
