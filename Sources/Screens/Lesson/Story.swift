/// What is said at a step of a scenario: its notes, the chapter that begins there, and at both ends
/// what to see and what to take home. When something else is run than what the words were written
/// for, they say so, and nothing is taken home.
struct Story {
  /// Something said, and why it is said here.
  struct Passage: Hashable {
    enum Kind { case objective, note, chapter, moral }
    var kind: Kind
    var text: String
  }

  let lesson: Lesson
  let stepCount: Int

  /// The passages of a step, in the order in which they are read.
  func passages(at step: Int) -> [Passage] {
    var found: [Passage] = []
    if step == 0, !lesson.objective.isEmpty {
      found.append(Passage(kind: .objective, text: lesson.objective))
    }
    for note in lesson.notes[step] ?? [] {
      found.append(Passage(kind: .note, text: proviso + note))
    }
    for chapter in lesson.chapters where chapter.step == step {
      found.append(Passage(kind: .chapter, text: "\(proviso)\(chapter.title): \(chapter.words)"))
    }
    if step == stepCount, step > 0, !lesson.moral.isEmpty, lesson.settings.isEmpty {
      found.append(Passage(kind: .moral, text: lesson.moral))
    }
    return found
  }

  private var proviso: String { lesson.settings.isEmpty ? "" : "As written: " }

  /// The steps at which something is said, ascending.
  var steps: [Int] {
    let all = [0, stepCount] + lesson.chapters.map(\.step) + lesson.notes.keys
    return Set(all).sorted().filter { !passages(at: $0).isEmpty }
  }

  /// `2/5 The window`, or nil before the first chapter.
  func chapterTitle(at step: Int) -> String? {
    lesson.chapter(at: step).map {
      "\($0 + 1)/\(lesson.chapters.count) \(lesson.chapters[$0].title)"
    }
  }
}
