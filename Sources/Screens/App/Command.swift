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
  case clickForward, clickBack, blank
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
      .showMutations, .showMap, .quiz, .clickForward, .clickBack, .blank:
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

  /// What it does, for the help.
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
    case .lastWriter: "Who set this: to the last write of what this step read"
    case .nextReader: "Who saw this: to the next read of what this step wrote"
    case .jumpBack: "Back to where a jump began"
    case .searchForward: "Search forward for text"
    case .searchBack: "Search back for text"
    case .searchAgain: "Search again"
    case .searchAgainReversed: "Search again, the other way"
    case .setMark: "m and a letter: mark this step"
    case .goToMark: "' and a letter: go to the mark, and tell the time between"
    case .goTo: "Go to a step (42), a share (50%) or a mark ('a)"
    case .toggleFold: "Open or close the folded events here"
    case .toggleAllFolds: "Open or close all folds"
    case .chooseFocus: "Choose the page to look at"
    case .showInformation: "Where this comes from, unknown events, clock"
    case .showFindings: "What is proven, and where"
    case .nextChapter: "Next chapter; play pauses there"
    case .previousChapter: "Start of this chapter, or the previous one"
    case .showChapters: "List of chapters"
    case .showVariations: "Kernel and switches: change one, run again at once"
    case .showMutations: "What each switch is for: every interleaving without it"
    case .showMap: "All schedules, or classes of them: Enter dives into one"
    case .quiz: "A quiz about what this run shows next; Space shows an answer"
    case .togglePages: "Page map: who points where"
    case .clickForward: "A clicker's forward: one row (in a scenario)"
    case .clickBack: "A clicker's back: one row (in a scenario)"
    case .blank: "Blank the screen until any key (in a scenario)"
    case .toggleScheduler:
      "Choose who moves from here on; then to and fro: the scenario's run, yours"
    case .scheduleLeft: "Let the left CPU move (while you choose)"
    case .scheduleRight: "Let the right CPU move (while you choose)"
    case .scheduleOn: "Let the chosen CPU move (while you choose)"
    case .scheduleRun: "Let it run until it waits or ends (while you choose)"
    case .switchLane: "Choose the other CPU (while you choose)"
    case .undo: "Take the last choice back (while you choose)"
    case .redo: "Make it again (while you choose)"
    case .dropSchedule: "Throw your own schedule away (asks first)"
    case .saveSchedule: "Save this run as a scenario"
    case .showSchedule: "The schedule as text, and the command that plays it"
    case .compare: "Beside it the same schedule with the fix turned round; d again leaves"
    case .compareLayout: "Two runs above or beside each other; with one, what to compare with"
    case .toggleFix: "Turn the fix round and stay at this step"
    case .help: "This page"
    case .reload: "Read the file again"
    case .redraw: "Draw the screen again"
    case .quit: "Leave"
    }
  }
}
