extension TraceReadError {
  /// The error as one sentence, with what can be done about it.
  public var message: String {
    let place =
      switch (line, column) {
      case (.some(let line), .some(let column)): "line \(line), column \(column): "
      case (.some(let line), .none): "line \(line): "
      default: ""
      }
    return place + reason.words
  }
}

extension TraceReadError.Reason {
  /// What was wrong, without its place, and what can be done about it.
  public var words: String { plainWords + (repairWords.map { "; --repair \($0)" } ?? "") }

  /// What --repair does about it, where it does anything.
  private var repairWords: String? {
    switch self {
    case .invalidUTF8, .controlCharacter: "spells it out"
    case .unknownLine: "counts such lines and reads on"
    case .cutShort: "leaves it out"
    case .mixedStamps: "leaves such lines out"
    case .missingField, .notANumber, .numberOutOfRange: "leaves the line out"
    default: nil
    }
  }

  /// What was wrong, and no more.
  var plainWords: String {
    switch self {
    case .emptyInput: "the input is empty: there is no trace in it"
    case .binary(let kind): kind.words
    case .vocabulary:
      "this is a vocabulary and not a trace: give it with --vocabulary, beside a recording"
    case .yaml:
      "this is YAML, not a trace: a trace is ftrace text, bpftrace's output or "
        + "racelanes' own JSON Lines"
    case .otherJSON:
      "this is JSON, but no trace of racelanes: its first line must hold {\"racelanes\":1, …}"
    case .unknownText(let sample):
      "this is text of no known format: expected ftrace text, bpftrace's output or "
        + "racelanes' own JSON Lines, found \"\(sample)\""
    case .lineTooLong(let limit):
      "the line is longer than the limit of \(limit) bytes: is this a text file?"
    case .invalidUTF8(let byte):
      "the byte 0x\(hexText(UInt64(byte), digits: 2)) is not UTF-8"
    case .controlCharacter(let scalar):
      "the character U+\(hexText(UInt64(scalar), digits: 4).uppercased()) could steer a terminal "
        + "and is not taken"
    case .unknownLine(let sample):
      "this is no line of ftrace text: \"\(sample)\""
    case .cutShort(let sample):
      "the recording ends in the middle of this line: \"\(sample)\""
    case .functionGraph:
      "the tables of the function_graph tracer are not read: record events, or use the function "
        + "tracer"
    case .mixedStamps:
      "the stamp is written in another way than those before: was trace_clock changed on the way"
    case .noEvents: "the recording holds no event"
    case .noVocabulary(let events):
      "no vocabulary knows the events of this recording (\(events.joined(separator: ", "))): "
        + "describe them in a file and give it with --vocabulary"
    case .missingField(let event, let field, let vocabulary):
      "\(event) has no field \"\(field)\", which the vocabulary \(vocabulary) reads"
    case .notANumber(let event, let field, let value):
      "the field \"\(field)\" of \(event) is \"\(value)\", which is not a number of at most "
        + "64 bits"
    case .numberOutOfRange(let event, let field, let value):
      "the field \"\(field)\" of \(event) is \(value), which is out of range"
    case .tooMany(let what, let limit): "there are more than \(limit) \(what)"
    case .json(let problem): problem.words
    case .native(let problem): problem.words
    }
  }
}

extension TraceReadError.BinaryKind {
  /// What it is, and what to do with it.
  var words: String {
    switch self {
    case .gzip: "this is compressed with gzip: uncompress it first, with zcat"
    case .xz: "this is compressed with xz: uncompress it first, with xzcat"
    case .zstd: "this is compressed with zstd: uncompress it first, with zstdcat"
    case .bzip2: "this is compressed with bzip2: uncompress it first, with bzcat"
    case .traceDat: "this is a trace.dat of trace-cmd: run trace-cmd report -t and give its output"
    case .perfData:
      "this is a perf.data, which is not read: record with trace-cmd or with ftrace itself"
    case .elf: "this is a program (ELF), not a trace"
    case .other: "this is a binary file (it holds NUL bytes), not a trace"
    }
  }
}

extension JSONProblem {
  /// What is wrong, in words.
  var words: String {
    switch self {
    case .endsEarly: "the line ends in the middle of its JSON: was the file cut?"
    case .expected(let what): "this is not JSON: expected \(what)"
    case .badEscape: "this is not JSON: a \"\\\" that escapes nothing"
    case .tooDeep(let limit): "the JSON is nested more than \(limit) levels deep"
    case .badNumber: "this is not a whole number of at most 64 bits"
    }
  }
}

extension NativeProblem {
  /// What is wrong, in words.
  var words: String {
    switch self {
    case .noHeader:
      "the first line is not the header of a trace: {\"racelanes\":1,\"type\":\"trace\", …}"
    case .newerVersion(let version):
      "version \(version) was written by a newer racelanes; this one reads version "
        + "\(NativeFormat.version)"
    case .missing(let key): "the key \"\(key)\" is missing"
    case .notA(let what, let key): "the value of \"\(key)\" is not \(what)"
    case .outOfRange(let what, let value, let count):
      "there is no \(what) \(value): \(count == 0 ? "there is none so far" : "they go from 0 to \(count - 1) so far")"
    case .duplicate(let what): "this \(what) is in the trace already"
    case .lostNumber:
      "a line before this one could not be read, so that nobody knows which number this has"
    case .unknownLine:
      "this is no line of a trace: expected an event, a place, a task, a text or the end"
    case .afterEnd: "there is more behind the end of the trace"
    case .noEnd: "the end line is missing: was the file cut? --repair takes what is there"
    case .wrongCount(let said, let found):
      "the end line speaks of \(said) events, but there were \(found)"
    }
  }
}
