/// Everything that a key can ask of the player.
public enum Command: String, CaseIterable, Hashable, Sendable {
  case stepForward, stepBack, pageForward, pageBack, first, last
  case playPause, faster, slower, normalSpeed
  case nextChange, previousChange, nextPlace, previousPlace
  case nextInLeftLane, previousInLeftLane, nextInRightLane, previousInRightLane
  case nextRemark, previousRemark, nextHarm, previousHarm
  case lastWriter, nextReader, jumpBack
  case searchForward, searchBack, searchAgain, searchAgainReversed
  case setMark, goToMark, goTo
  case toggleFold, toggleAllFolds, chooseFocus, showInformation, showFindings
  case nextChapter, previousChapter, showChapters, showVariations, togglePages
  case showMutations, showMap, quiz
  case clickForward, clickBack, clickChapter, blank
  case toggleScheduler, scheduleLeft, scheduleRight, scheduleOn, scheduleRun, switchLane
  case undo, redo, dropSchedule, saveSchedule, showSchedule
  case compare, compareLayout, toggleFix
  case help, reload, redraw, quit

  /// A group of commands in the help.
  public enum Section: String, CaseIterable, Hashable, Sendable {
    case move = "Move"
    case play = "Play"
    case look = "Find"
    case page = "Pages and folds"
    case lesson = "Scenarios"
    case schedule = "You are the scheduler"
    case whatIf = "What if"
    case program = "Program"
  }

  /// Where it stands in the help.
  public var section: Section {
    switch self {
    case .stepForward, .stepBack, .pageForward, .pageBack, .first, .last, .goTo,
      .nextInLeftLane, .previousInLeftLane, .nextInRightLane, .previousInRightLane:
      .move
    case .playPause, .faster, .slower, .normalSpeed: .play
    case .nextChange, .previousChange, .nextPlace, .previousPlace, .nextRemark, .previousRemark,
      .nextHarm, .previousHarm, .lastWriter, .nextReader, .jumpBack, .searchForward, .searchBack,
      .searchAgain,
      .searchAgainReversed, .setMark, .goToMark:
      .look
    case .toggleFold, .toggleAllFolds, .chooseFocus, .showInformation, .showFindings: .page
    case .nextChapter, .previousChapter, .showChapters, .showVariations, .togglePages,
      .showMutations, .showMap, .quiz, .clickForward, .clickBack,
      .clickChapter, .blank:
      .lesson
    case .toggleScheduler, .scheduleLeft, .scheduleRight, .scheduleOn, .scheduleRun, .switchLane,
      .undo, .redo, .dropSchedule, .saveSchedule, .showSchedule:
      .schedule
    case .compare, .compareLayout, .toggleFix: .whatIf
    case .help, .reload, .redraw, .quit: .program
    }
  }

  /// Whether it moves two runs together that stand beside each other.
  var isLocked: Bool {
    switch self {
    case .stepForward, .stepBack, .clickForward, .clickBack, .scheduleOn, .nextRemark,
      .previousRemark:
      true
    default: false
    }
  }

  /// Whether it has no meaning for a recording.
  var isForModels: Bool {
    switch section {
    case .lesson: self != .quiz
    case .schedule, .whatIf: true
    default: false
    }
  }

  /// What it does, for the help: at most 47 columns, so that it stands in one line of a small screen.
  public var help: String {
    switch self {
    case .stepForward: "One row forward (5l: five)"
    case .stepBack: "One row back"
    case .pageForward: "A screenful forward"
    case .pageBack: "A screenful back"
    case .first: "To the start"
    case .last: "To the end; 42G: to step 42; 50%: to the middle"
    case .playPause: "Play or pause"
    case .faster: "Play faster"
    case .slower: "Play slower"
    case .normalSpeed: "Play at normal speed"
    case .nextChange: "Next change of the chosen place"
    case .previousChange: "Previous change of the chosen place"
    case .nextPlace: "Choose the next place"
    case .previousPlace: "Choose the previous place"
    case .nextInLeftLane: "Next event of the left lane"
    case .previousInLeftLane: "Previous event of the left lane"
    case .nextInRightLane: "Next event of the right lane"
    case .previousInRightLane: "Previous event of the right lane"
    case .nextRemark: "Next remark about order, doubt or loss"
    case .previousRemark: "Previous remark"
    case .nextHarm: "Next step at which harm is proven"
    case .previousHarm: "Previous one"
    case .lastWriter: "Who set what this step read"
    case .nextReader: "Who reads what this step wrote"
    case .jumpBack: "Back to where a jump began"
    case .searchForward: "Search forward for text"
    case .searchBack: "Search back for text"
    case .searchAgain: "Search again"
    case .searchAgainReversed: "Search again, the other way"
    case .setMark: "m and a letter: mark this step"
    case .goToMark: "' and a letter: to that mark; tells the time"
    case .goTo: "To a step (42), a share (50%) or a mark ('a)"
    case .toggleFold: "Open or close the folded events here"
    case .toggleAllFolds: "Open or close all folds"
    case .chooseFocus: "Choose the page to look at"
    case .showInformation: "Where this comes from, unknown events, clock"
    case .showFindings: "What is proven, and where"
    case .nextChapter: "Next chapter; play pauses there"
    case .previousChapter: "Start of this chapter, or the previous one"
    case .showChapters: "List of chapters"
    case .showVariations: "Kernel and switches: change one and run again"
    case .showMutations: "Every interleaving without each switch in turn"
    case .showMap: "All schedules, or classes: Enter dives into one"
    case .quiz: "A quiz on what comes next; Space: an answer"
    case .togglePages: "Page map: who points where"
    case .clickForward: "A clicker's forward: one row"
    case .clickBack: "A clicker's back: one row"
    case .clickChapter: "Next chapter, then the start; Esc then too"
    case .blank: "Blank the screen until any key"
    case .toggleScheduler: "Choose who moves; then: to and fro to your run"
    case .scheduleLeft: "Let the left CPU move"
    case .scheduleRight: "Let the right CPU move"
    case .scheduleOn: "Let the chosen CPU move"
    case .scheduleRun: "Let it run until it waits or ends"
    case .switchLane: "Choose the other CPU"
    case .undo: "Take the last choice back"
    case .redo: "Make it again"
    case .dropSchedule: "Throw your own schedule away (asks first)"
    case .saveSchedule: "Save this run as a scenario"
    case .showSchedule: "The schedule as text, and what plays it"
    case .compare: "Beside it the run with the fix turned round"
    case .compareLayout: "Compare with another kernel or switch"
    case .toggleFix: "Turn the fix round and stay at this step"
    case .help: "This page"
    case .reload: "Read the file again"
    case .redraw: "Draw the screen again"
    case .quit: "Leave"
    }
  }

  /// What it does while two runs stand beside each other.
  var helpForTwo: String {
    switch self {
    case .stepForward: "One step forward in both"
    case .stepBack: "One step back in both"
    case .nextRemark: "Next difference"
    case .previousRemark: "Previous difference"
    case .compare: "Leave the other run"
    case .compareLayout: "Above or beside each other"
    default: help
    }
  }
}
