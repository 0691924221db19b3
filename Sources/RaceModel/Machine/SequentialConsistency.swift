internal import RaceTrace

/// The step rule of sequential consistency: an access reads and writes the one memory that all lanes
/// see, at once. It is the only place where memory is touched; a rule with store buffers or one that
/// reorders would take its place, and finds the ordering of each access in ``Access/ordering``.
enum SequentialConsistency {
  /// What an access does to a place that holds `old`.
  enum Effect: Equatable {
    /// It leaves `new` there and tells the lane `told`.
    case done(new: Int32, told: Int32)
    /// It has to wait.
    case waits
    /// It lets a lock go that its lane does not hold.
    case notHeld
    /// Its result does not fit.
    case overflow
  }

  static func effect(
    of kind: Access.Kind, on old: Int32, value: Int32, expected: Int32, lane: Int
  ) -> Effect {
    switch kind {
    case .load, .waitUntil, .join: return .done(new: old, told: old)
    case .store: return .done(new: value, told: 0)
    case .modify(let modification, let tellsNew):
      guard let new = try? modification.value(old, by: value) else { return .overflow }
      return .done(new: new, told: tellsNew ? new : old)
    case .compareExchange: return .done(new: old == expected ? value : old, told: old)
    case .addUnless:
      guard old != expected else { return .done(new: old, told: 0) }
      guard let new = try? Access.Modification.add.value(old, by: value) else { return .overflow }
      return .done(new: new, told: 1)
    case .lock(let isExclusive):
      let word = LockWord(raw: UInt64(old))
      let isFree = word.owner == nil && (!isExclusive || word.readers.isEmpty)
      // Whoever holds it already waits for itself.
      guard isFree, !word.readers.contains(lane) else { return .waits }
      return .done(
        new: Int32(word.locked(by: lane, isExclusive ? .exclusive : .shared).raw), told: 0)
    case .unlock(let isExclusive):
      let word = LockWord(raw: UInt64(old))
      guard isExclusive ? word.owner == lane : word.readers.contains(lane) else { return .notHeld }
      return .done(
        new: Int32(word.unlocked(by: lane, isExclusive ? .exclusive : .shared).raw), told: 0)
    }
  }
}
