'use client'

import { useState } from 'react'

interface RollingNumberProps {
  /** The number as it is written. */
  text: string
  /** When it came to be, epoch ms; null when unknown. A number that changes faster than the eye follows does not roll. */
  at: number | null
}

/** Two changes within this time are a stream of changes. */
const calmMs = 400

/** Characters from the right, so that a digit keeps its place when the number grows a new one. */
function charactersOf(text: string): { key: string; character: string; fromRight: number }[] {
  const characters = Array.from(text)
  return characters.map((character, index) => {
    const fromRight = characters.length - index
    return { key: `${fromRight}${character}`, character, fromRight }
  })
}

/**
 * A number whose changed digits roll in place. What is on the screen is at every moment either the old number or the
 * new one; nothing is counted through.
 */
export function RollingNumber({ text, at }: RollingNumberProps) {
  const [shown, setShown] = useState({ text, at, previous: text })
  if (shown.text !== text) {
    const calm = at !== null && at - (shown.at ?? 0) > calmMs
    setShown({ text, at, previous: calm ? shown.text : text })
  }
  return (
    <>
      <span className="sr-only">{text}</span>
      <span aria-hidden="true" className="inline-flex">
        {charactersOf(text).map(({ key, character, fromRight }) => (
          <span
            key={key}
            className={shown.previous.at(-fromRight) === character ? undefined : 'inline-block animate-roll'}
          >
            {character}
          </span>
        ))}
      </span>
    </>
  )
}
