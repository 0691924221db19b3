import ArgumentParser

/// `racelanes live`
struct Live: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a model on two real threads until it goes wrong, or watch the running kernel.",
    discussion: """
      Two threads, each on a CPU of its own, carry out the two lanes of a model with real atomics on \
      real memory. Every round is recorded with the time-stamp counter and judged by the model's \
      properties. Where what the threads saw leaves several orders of a round open, and only some of \
      them break a property, nobody can tell, and it says so. Without a source it is the race of lost-pin: on v5.10 it is hit within moments; \
      with --preset v5.11 it is not seen in as many rounds as you wait for, which proves nothing: \
      'racelanes explore' does.

      The order of a round is not taken from the clock: an interleaving is looked for in which every \
      load returns what it returned. It replays in the model ('racelanes play … --schedule'). Where \
      there is none the CPU was not sequentially consistent, and that is said.

      Recording changes the odds, mostly for the worse: in 11 pairs of runs v5.10 was hit 0.9 to 1.4 \
      times as often with --no-record, in 8 of them more often. That varies with the machine, the hour \
      and the random delays (--jitter): without delays it was hit 1.7 to 5.1 times as often. Neither is \
      the kernel's own rate: the lanes are interpreted, and slower than the kernel.

      On a terminal: q or Ctrl-C ends, Enter shows the first violation on the lanes, and q there \
      goes back to the counts.

      Examples:
        racelanes live                                          until q or Ctrl-C
        racelanes live --stop-on violated                       until it is hit
        racelanes live --preset v5.11 --seconds 60              the fix
        racelanes live Scenarios/litmus/store-buffering.race    what no interleaving explains
        racelanes live Scenarios/litmus/store-buffering.race --set mb=on

      With --kernel it watches the running Linux kernel instead, as root, where that has kprobes and \
      BTF: kprobes on pin_user_pages_fast() and fork() in a tracefs instance of its own, for one \
      process; everything is removed again when it ends, also when it is interrupted. Without --pid \
      it starts a process that pins one page and forks at the same time. On a terminal the trace is \
      played as it comes; otherwise it is written to standard output. What the probes cannot see is \
      told on standard error.

        racelanes live --kernel
        racelanes live --kernel --pid 4711 --record race.txt > /dev/null
        racelanes live --kernel --print-setup > setup.sh    the same as a shell script
        racelanes live --kernel --bpftrace > race.bt        the same for bpftrace

      Exit status: 0 nothing wrong was seen, 1 a violation was seen, 2 bad usage or input, \
      130 ended by Ctrl-C.
      """)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "End after so long; without it 2 s, or on a terminal when you say so.", valueName: "s"))
  var seconds: Double?

  @Flag(help: "Watch the running Linux kernel, not a model.")
  var kernel = false

  @OptionGroup(title: "On two threads") var threads: LiveThreadArguments

  @OptionGroup(title: "The running kernel") var kernelArguments: LiveKernelArguments

  func validate() throws {
    if let seconds, !(seconds > 0) { throw ValidationError("--seconds takes a time above 0") }
    let isExerciser = kernelArguments.exercise != nil
    let strangers = kernel ? threads.given : isExerciser ? [] : kernelArguments.given
    if let first = strangers.first {
      guard kernel else { throw ValidationError("\(first) goes with --kernel") }
      let advice =
        threads.source == nil
        ? "" : "; that of a model is chosen with --preset, such as --preset v5.11"
      throw ValidationError(
        "\(first) is for two threads, not for --kernel, which watches the running kernel" + advice)
    }
    if kernel, kernelArguments.onlyPrints, seconds != nil {
      throw ValidationError("--seconds is for watching, and nothing is watched when it is printed")
    }
  }

  func run() throws {
    if kernel || kernelArguments.exercise != nil {
      try kernelArguments.run(seconds: seconds, threads.looks)
    } else {
      try threads.run(seconds: seconds)
    }
  }
}
