/// Why text is no list of a kernel's symbols.
public enum KernelSymbolsError: Error, Hashable, Sendable {
  /// A line that is not `address type name`.
  case badLine(number: Int)
  /// A list without any function.
  case empty

  /// The error as a sentence.
  public var words: String {
    switch self {
    case .badLine(let number):
      "line \(number) is no line of /proc/kallsyms: expected an address, a letter and a name"
    case .empty: "there is no function in it"
    }
  }
}
