import type { Row } from './formats/format.ts'
import { ReplayError } from './replay-error.ts'

/*
 * Puts the records of one key together. A key's records need not be consecutive (in the real file of online-retail,
 * invoice 542806 has a line of its neighbour between its own), but must be near each other: a key is complete once
 * `windowRows` records of the file have gone by since its last one, so the records held are at most those of the keys
 * seen within the window.
 *
 * A key that returns after it was handed out would be a second event under one id, which the log would rightly refuse
 * as a duplicate, and its records would be lost. That is an error, never a silent loss: closed keys are remembered,
 * some 60 bytes each, and more than `maxKeys` of them are refused.
 */
export const windowRows = 1000
export const maxKeys = 2_000_000

interface Group {
  rows: Row[]
  lastIndex: number
}

export class Grouping {
  /** In order of the last record, because a group moves to the end when a record of its own follows another's. */
  readonly #open = new Map<string, Group>()
  readonly #closed = new Set<string>()
  readonly #unit: string
  #index = 0
  #lastKey: string | undefined

  constructor(unit: string) {
    this.#unit = unit
  }

  /** Takes the next record of the file. @returns the keys that it completes. */
  push(key: string, row: Row): Row[][] {
    this.#index += 1
    const group = this.#open.get(key)
    if (group === undefined) this.#begin(key, row)
    else this.#continue(key, group, row)
    this.#lastKey = key
    return this.#close((lastIndex) => this.#index - lastIndex >= windowRows)
  }

  /** The file has ended. @returns what was still open. */
  finish(): Row[][] {
    return this.#close(() => true)
  }

  #begin(key: string, row: Row): void {
    if (this.#closed.has(key)) {
      throw new ReplayError(
        `line ${row.line}: ${this.#unit} ${key} goes on here, more than ${windowRows} lines after its last line. ` +
          `Sort the file so that the lines of one ${this.#unit} are together.`,
      )
    }
    if (this.#closed.size >= maxKeys) {
      throw new ReplayError(`line ${row.line}: more than ${maxKeys} ${this.#unit}s in one file. Split it in several.`)
    }
    this.#open.set(key, { rows: [row], lastIndex: this.#index })
  }

  #continue(key: string, group: Group, row: Row): void {
    group.rows.push(row)
    group.lastIndex = this.#index
    if (key === this.#lastKey) return
    this.#open.delete(key)
    this.#open.set(key, group)
  }

  #close(isComplete: (lastIndex: number) => boolean): Row[][] {
    const complete: Row[][] = []
    for (const [key, { rows, lastIndex }] of this.#open) {
      if (!isComplete(lastIndex)) break
      this.#open.delete(key)
      this.#closed.add(key)
      complete.push(rows)
    }
    return complete
  }
}
