import type { WebhookEvent } from '#contract/api.ts'

/** One record of the file, a cell per column of the format, in the format's order. */
export type Cells = readonly string[]

/** A record with the line of the file it starts on (1 = the header). */
export interface Row {
  line: number
  cells: Cells
}

/** Everything the file says about one event. */
export interface FileEvent {
  /** Line of the file where it begins. */
  line: number
  /** When it happened by the file, epoch ms. */
  at: number
  /** Without `timestamp` and `backfill`: how it is replayed decides those. */
  event: Omit<WebhookEvent, 'id' | 'timestamp' | 'backfill'> & { id: string }
  /** What stood there could not be read: it is sent for the door to refuse and keep. */
  isUnreadable?: boolean
}

interface AnyFormat {
  name: string
  /** What an event is called in messages: `invoice`. */
  unit: string
}

/**
 * How to read one kind of file. To add a format, write one file like this and give it a line in `formats/table.ts`.
 * Both functions throw a ReplayError that names the line when a record cannot be read.
 */
export interface TableFormat extends AnyFormat {
  /** The header, exactly. */
  columns: readonly string[]
  /** Records with the same key make one event. */
  keyOf(cells: Cells): string
  /** @param rows all records of one key, in file order; at least one. */
  toEvent(rows: readonly Row[]): FileEvent
}

/** A kind of file that is read whole. */
export interface DocumentFormat extends AnyFormat {
  /** In bytes. */
  maxSize: number
  /** @throws ReplayError when it cannot be read; then nothing of it is sent. */
  toEvents(text: string): FileEvent[]
}

export type Format = TableFormat | DocumentFormat
