/// The commands that set the probes of a plan by hand, as a script for any POSIX shell: what
/// ``KernelSession`` does, for another machine, or for who wants to see it.
public struct SetupScript: Hashable, Sendable {
  private let plan: ProbePlan

  /// The script for `plan`.
  public init(_ plan: ProbePlan) { self.plan = plan }

  /// The script.
  public var text: String {
    var text = Self.head + kernelTest + Self.setting
    for gap in plan.gaps { text += "# Not seen: \(gap.what): \(gap.why).\n" }
    for event in plan.events {
      let definition = event.kprobeText(group: "GROUP", space: "SPACE")
        .replacing("\\", with: "\\\\").replacing("$", with: "\\$")
        .replacing("GROUP", with: "$group").replacing("SPACE", with: "$mm")
      text += "probe \(event.name) \"\(definition)\""
      text += event.onlyWhenOdd.map { " \"($who) && (\($0) & 1)\"" } ?? " \"$who\""
      text += "\n"
    }
    return text + Self.tail
  }

  /// Offsets of another kernel would be read without complaint, and what lies there be taken for
  /// what is asked for.
  private var kernelTest: String {
    guard let release = plan.release else {
      return #"""
        # For a kernel whose release was not told (--release): the offsets below are those of its BTF.
        echo "made for a kernel whose release was not told: on any other the values mean nothing" >&2

        """#
    }
    let (tells, expected) =
      release.machine.map { ("uname -rm", "\(release.text) \($0)") } ?? ("uname -r", release.text)
    return #"""
      # For \#(release.words): the offsets below are those of its BTF, and
      # another kernel has other things there.
      if [ "$(\#(tells))" != '\#(expected)' ]; then
        echo "made for \#(release.words), and this is Linux $(\#(tells)): nothing was set." >&2
        echo "Its structures may be laid out otherwise: make the script anew for this kernel." >&2
        exit 2
      fi

      """#
  }

  private static let head = #"""
    #!/bin/sh
    # Made by: racelanes live --kernel --print-setup
    # Sets kprobes for one process, writes what they see to standard output, and removes them when it
    # is interrupted. As root: sh THIS PID > trace.txt; then: racelanes play trace.txt
    set -eu

    """#

  private static let setting = #"""
    pid=${1:?the process to watch is missing: sh $0 PID}
    tracefs=/sys/kernel/tracing
    [ -e $tracefs/kprobe_events ] || tracefs=/sys/kernel/debug/tracing
    [ -e $tracefs/kprobe_events ] || {
      echo "no kprobe events: not root, no tracefs, or a kernel without them" >&2
      exit 2
    }
    group=racelanes_$$
    instance=$tracefs/instances/racelanes-$$
    reader=
    names=

    tear_down() {
      trap - EXIT
      if [ -n "$reader" ]; then kill "$reader" && wait "$reader"; fi 2>/dev/null || :
      [ ! -e $instance/events/$group ] || echo 0 > $instance/events/$group/enable
      for name in $names; do echo "-:$group/$name" >> $tracefs/kprobe_events || :; done
      rmdir $instance
    }
    probe() {
      if printf '%s\n' "$2" >> $tracefs/kprobe_events; then
        names="$1 $names"
        echo "$3" > $instance/events/$group/$1/filter
      else
        echo "refused: $2" >&2
      fi
    }

    mkdir $instance
    trap tear_down EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    # The default clock is not comparable between CPUs.
    echo mono > $instance/trace_clock

    # Reading /proc/PID/statm makes the kernel call task_statm() with the mm_struct of the process.
    probe mm_of "p:$group/mm_of task_statm mm=\$arg1:x64" "common_pid == $$"
    echo 1 > $instance/events/$group/mm_of/enable
    read -r _ < /proc/$pid/statm
    echo 0 > $instance/events/$group/mm_of/enable
    mm=$(sed -n '/mm_of: .*mm=0x/{s/.*mm=\(0x[0-9a-f]*\).*/\1/p;q;}' $instance/trace)
    [ -n "$mm" ] || {
      echo "the mm_struct of process $pid was not found: it has ended, is a kernel thread, or" >&2
      echo "this is a container with process numbers of its own" >&2
      exit 2
    }
    echo 0 > $instance/tracing_on
    echo > $instance/trace

    # Only the threads that are there now.
    who=
    for task in /proc/$pid/task/*; do who="$who${who:+ || }common_pid == ${task##*/}"; done

    # What is read through a pointer that is null (the count of no page) cannot be read, and then
    # may show what the buffer held before: it means nothing.

    """#

  private static let tail = #"""

    echo 1 > $instance/events/$group/enable
    echo 1 > $instance/tracing_on
    cat $instance/trace_pipe &
    reader=$!
    wait $reader

    """#
}
