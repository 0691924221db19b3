import Glibc
import RaceTrace

/// What the thread that reads has for the one that keeps: at most ``countMax`` pieces, so that whoever
/// reads faster than the other keeps waits for it.
final class NewsQueue: @unchecked Sendable {
  /// The news of one piece of the input, and what the reader knew behind it.
  struct Delivery: Sendable {
    var news: [WindowNews]
    var facts: ReaderFacts
  }

  /// How many pieces may wait.
  private static let countMax = 16

  // Only touched by who has the lock.
  private var waiting: [Delivery] = []
  private var isClosed = false

  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let hasChanged = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(hasChanged, nil)
  }

  deinit {
    pthread_cond_destroy(hasChanged)
    pthread_mutex_destroy(lock)
    hasChanged.deallocate()
    lock.deallocate()
  }

  /// Adds a piece behind the others, as soon as there is room.
  func put(_ delivery: Delivery) {
    pthread_mutex_lock(lock)
    while waiting.count == Self.countMax { pthread_cond_wait(hasChanged, lock) }
    waiting.append(delivery)
    pthread_cond_signal(hasChanged)
    pthread_mutex_unlock(lock)
  }

  /// All pieces that wait, as soon as there is one; nil when there will be no more.
  func take() -> [Delivery]? {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while waiting.isEmpty, !isClosed { pthread_cond_wait(hasChanged, lock) }
    guard !waiting.isEmpty else { return nil }
    let all = waiting
    waiting = []
    pthread_cond_signal(hasChanged)
    return all
  }

  /// There will be no more.
  func close() {
    pthread_mutex_lock(lock)
    isClosed = true
    pthread_cond_signal(hasChanged)
    pthread_mutex_unlock(lock)
  }
}
