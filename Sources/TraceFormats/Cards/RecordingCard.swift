/// What is known of a shipped recording: a small YAML file beside it.
public struct RecordingCard: Hashable, Sendable {
  /// One line for lists.
  public var title: String
  /// Which kernel ran.
  public var kernel: String
  /// How it was recorded.
  public var recorded: String
  /// What to look for in it.
  public var lookFor: String
  /// Where it stands in a list, from 1.
  public var order: Int

  /// How long a title may be, in characters.
  public static let titleMax = 60

  /// The card that `yaml` describes.
  ///
  /// Throws the first error, with its line and column.
  public static func parse(yaml: String) throws(DocumentError) -> RecordingCard {
    let root = try YamlDocument.parse(yaml)
    let fields = try root.fields(
      "a recording's card",
      known: ["racelanes", "version", "title", "kernel", "recorded", "look_for", "order"])
    let kind = try fields.required("racelanes")
    guard kind.scalar == "recording" else {
      throw kind.error("this is no card of a recording: expected \"racelanes: recording\"")
    }
    let version = try fields.required("version")
    guard try version.number("version").value == 1 else {
      throw version.error("this racelanes reads version 1 of such cards")
    }
    let title = try fields.required("title")
    let words = try title.words("the title")
    guard words.count <= titleMax else {
      throw title.error("the title has \(words.count) characters; at most \(titleMax) fit a list")
    }
    let order = try fields.required("order")
    let number = try order.number("order").value
    guard (1...1_000_000).contains(number) else { throw order.error("order must be above 0") }
    return RecordingCard(
      title: words, kernel: try fields.required("kernel").words("the kernel"),
      recorded: try fields.required("recorded").words("recorded"),
      lookFor: try fields.required("look_for").words("look_for"), order: Int(number))
  }
}
