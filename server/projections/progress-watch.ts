import type { Pool } from 'pg'
import type { Progress } from './checkpoint.ts'
import { isSameProgress, readProgressOf } from './checkpoint.ts'

interface Watched {
  /** How far it is by its own account. */
  progress(): Progress
  /** Hears that somebody else has moved it, or why that cannot be known. */
  onMoved(error: Error | null): void
}

/** Looks, for all projections of a process at once, whether a checkpoint was moved from outside, as a rebuild does. */
export class ProgressWatch {
  readonly #pool: Pool
  readonly #everyMs: number
  readonly #watched = new Map<string, Watched>()
  #timer: NodeJS.Timeout | null = null

  constructor(pool: Pool, everyMs = 1000) {
    this.#pool = pool
    this.#everyMs = everyMs
  }

  /** @returns an end to it. */
  watch(projection: string, watched: Watched): () => void {
    this.#watched.set(projection, watched)
    this.#timer ??= setInterval(() => void this.#look(), this.#everyMs)
    return () => {
      this.#watched.delete(projection)
      if (this.#watched.size > 0 || this.#timer === null) return
      clearInterval(this.#timer)
      this.#timer = null
    }
  }

  async #look(): Promise<void> {
    const asked = [...this.#watched].map(([name, watched]) => ({ name, watched, expected: watched.progress() }))
    const tell = ({ name, watched }: { name: string; watched: Watched }, error: Error | null) => {
      if (this.#watched.get(name) === watched) watched.onMoved(error)
    }
    try {
      const found = await readProgressOf(this.#pool, [...this.#watched.keys()])
      for (const [index, each] of asked.entries()) {
        const { watched, expected } = each
        const isWhereItWas = isSameProgress(found[index] ?? expected, expected)
        // What it has done itself meanwhile may be in what was found or not.
        if (!isWhereItWas && isSameProgress(watched.progress(), expected)) tell(each, null)
      }
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      for (const each of asked) tell(each, error)
    }
  }
}
