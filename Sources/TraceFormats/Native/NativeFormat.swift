internal import RaceTrace

/// What writer and reader of the native format agree on.
enum NativeFormat {
  /// The version that is written, and the newest that is read.
  static let version = 1
  /// How deep its JSON may be nested.
  static let depthMax = 16
  /// The words for marks.
  static let marks: [(word: String, mark: Event.Marks)] = [
    ("starts_episode", .startsEpisode), ("counted", .counted), ("harness", .harness),
  ]
}
