internal import OrderedCollections

/// Texts by number: each distinct one is kept once. Number 0 is the empty text.
public struct StringTable: Hashable, Sendable {
  /// A text's number.
  public typealias ID = Int

  private var texts: OrderedSet<String> = [""]

  /// A table that holds only the empty text.
  public init() {}

  /// How many distinct texts there are, the empty one included.
  public var count: Int { texts.count }

  /// The texts, by their numbers.
  var all: [String] { texts.elements }

  /// The text with that number.
  public subscript(id: ID) -> String { texts[id] }

  /// The number of `text`, which is added if it is new.
  public mutating func intern(_ text: String) -> ID { texts.append(text).index }

  /// The number of `text`, if it is there.
  public func id(of text: String) -> ID? { texts.firstIndex(of: text) }
}
