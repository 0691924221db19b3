import ArgumentParser
import Glibc

/// The program: commands, and what becomes of their errors.
@main
enum Main {
  static func main() {
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try Racelanes.parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      Output.complain("racelanes: " + failure.cleaned)
      exit(2)
    } catch let code as ExitCode {
      exit(code.rawValue)
    } catch {
      let words = Racelanes.fullMessage(for: error)
      if Racelanes.exitCode(for: error) == .success {
        try? Output.line(words)
        exit(0)
      }
      // The parser begins with a word of its own; here every message begins with the program's name.
      let named = words.hasPrefix("Error: ") ? "racelanes: " + words.dropFirst(7) : words
      Output.complain(clean(named, keepLines: true))
      exit(2)
    }
  }
}
