/// What the clock or the values say about where an event stands.
///
/// An event is stamped when it is *reported*, after the access that it reports, so the access lies
/// anywhere between the stamp before it on the same CPU and its own.
public enum OrderNote: Hashable, Sendable {
  /// It saw a value that `other` replaced, so it came first, and only its report came later. It is
  /// shown in front of `other`.
  case cameBefore(other: Int, place: Place.ID, saw: UInt64)
  /// `other` saw what this event wrote, so this one came first, and only its report came later. It
  /// is shown in front of `other`.
  case wasSeenBy(other: Int, place: Place.ID, wrote: UInt64)
  /// It has the same stamp as the event of the other lane that is shown in front of it.
  case tie(other: Int, Tie)
  /// It saw a value that nothing recorded explains: neither the events before it nor a different
  /// order of them.
  case unexplained(place: Place.ID, saw: UInt64, expected: UInt64)
  /// Its stamp is earlier than that of an event recorded before it on the same CPU.
  case clockWentBack
  /// It came when events with later stamps had been shown already, and stands where it came.
  case cameLate

  /// What two equal stamps leave open.
  public enum Tie: Hashable, Sendable {
    /// The values prove the order that is shown.
    case proven(place: Place.ID)
    /// Both touch this place, one writes, and the values allow either order.
    case open(place: Place.ID)
    /// They touch nothing in common: their order changes nothing.
    case independent
  }
}
