import CExerciser
import Glibc

/// The process that `racelanes live --kernel` watches if none is named: one page, a thread that
/// pins it, one that forks, one that writes to it.
enum Exerciser {
  /// Where the page is; the shipped recordings have theirs there too.
  private static let address: UInt = 0x1000_0000

  /// Says how it pins, waits for a line on standard input, and runs until that ends.
  static func run(marker: String, attempts: UInt, seed: UInt) {
    var options = exerciser_options(
      address: address, attempts: attempts, seed: seed, marker: -1, control: STDIN_FILENO)
    var why = [CChar](repeating: 0, count: 1024)
    let way = exerciser_prepare(&options, &why, UInt(why.count))
    let words = String(
      decoding: why.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let name =
      switch way {
      case EXERCISER_RDS: "getsockopt() of an AF_RDS socket"
      case EXERCISER_DIRECT: "O_DIRECT reads"
      case EXERCISER_URING: "registered buffers of io_uring"
      default: ""
      }
    guard !name.isEmpty else {
      try? Output.line(
        "nothing on this machine leads to pin_user_pages_fast() with FOLL_WRITE: \(words)")
      return
    }
    try? Output.line("ready \(name)")
    var byte: UInt8 = 0
    guard read(STDIN_FILENO, &byte, 1) == 1 else { return }
    options.marker = open(marker, O_WRONLY | O_CLOEXEC)
    exerciser_run(&options)
  }
}
