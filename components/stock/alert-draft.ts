import type { Dispatch, SetStateAction } from 'react'
import { createContext } from 'react'

interface AlertDraftContext {
  /** Id of the alert; null while nobody writes. */
  of: string | null
  setOf: Dispatch<SetStateAction<string | null>>
}

/**
 * The alert that a comment is being written on. It stays where it is looked at for as long as there are words, also once
 * it is closed: they would be lost with it. The list knows it as well, so that no key takes another in its place.
 */
export const AlertDraft = createContext<AlertDraftContext>({ of: null, setOf: () => undefined })
