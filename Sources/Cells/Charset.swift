/// Which characters may reach the terminal or the file.
public enum Charset: CaseIterable, Sendable {
  /// Everything that Unicode can print.
  case unicode
  /// Space to tilde only; whatever else becomes `?`, one for each column.
  case ascii
}
