/// What is said at a step of a scenario: its notes, the chapter that begins there, and at both ends
/// what to see and what to take home. Where they were written for another kernel or other settings,
/// they say so, and nothing is taken home.
struct Story {
  /// Something said, and why it is said here.
  struct Passage: Hashable {
    enum Kind { case objective, parting, note, chapter, moral }
    var kind: Kind
    var text: String
  }

  let lesson: Lesson
  let stepCount: Int
  /// Where this run parts from the one that was on the screen before.
  var parted: Parted?

  /// The passages of a step, in the order in which they are read.
  func passages(at step: Int) -> [Passage] {
    var found: [Passage] = []
    if step == 0, !lesson.objective.isEmpty {
      found.append(Passage(kind: .objective, text: proviso + lesson.objective))
    }
    if let parted, parted.step == step {
      let words = "Here it parts from the run before: \(parted.words)."
      found.append(Passage(kind: .parting, text: words))
    }
    for note in lesson.notes[step] ?? [] {
      found.append(Passage(kind: .note, text: proviso + note))
    }
    for chapter in lesson.chapters where chapter.step == step {
      found.append(Passage(kind: .chapter, text: "\(proviso)\(chapter.title): \(chapter.words)"))
    }
    if step == stepCount, step > 0, !lesson.moral.isEmpty, lesson.isAsWritten {
      found.append(Passage(kind: .moral, text: lesson.moral))
    }
    return found
  }

  /// What is put before words that were written for another kernel or other settings.
  var proviso: String { lesson.isAsWritten ? "" : "As written: " }

  /// The steps at which something is said, ascending.
  var steps: [Int] {
    let parting = parted?.step.map { [$0] } ?? []
    let all = [0, stepCount] + parting + lesson.chapters.map(\.step) + lesson.notes.keys
    return Set(all).sorted().filter { !passages(at: $0).isEmpty }
  }

  /// `2/5 The window`, or nil before the first chapter.
  func chapterTitle(at step: Int) -> String? {
    lesson.chapter(at: step).map {
      "\($0 + 1)/\(lesson.chapters.count) \(lesson.chapters[$0].title)"
    }
  }
}
