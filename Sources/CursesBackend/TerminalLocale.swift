internal import Glibc

/// The character set of the environment.
enum TerminalLocale {
  /// Takes the character set from the environment and says whether it is UTF-8.
  ///
  /// Only LC_CTYPE is set: nothing here wants another decimal point. If the environment names a
  /// UTF-8 locale that is not installed, as in most containers, C.UTF-8 stands in for it.
  static func adopt() -> Bool {
    if setlocale(LC_CTYPE, "") == nil && environmentNamesUTF8() {
      _ = setlocale(LC_CTYPE, "C.UTF-8")
    }
    return nl_langinfo(Int32(CODESET)).map { String(cString: $0) } == "UTF-8"
  }

  private static func environmentNamesUTF8() -> Bool {
    let value = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment).first ?? ""
    let name = value.lowercased()
    return name.hasSuffix("utf-8") || name.hasSuffix("utf8")
  }
}

/// The value of a variable of the environment; nil if it is not set or empty.
func environment(_ name: String) -> String? {
  guard let value = getenv(name) else { return nil }
  let text = String(cString: value)
  return text.isEmpty ? nil : text
}
