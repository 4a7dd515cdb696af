import { describe, expect, test } from 'vitest'
import { takingTurns } from './taking-turns.ts'

function clockAndDatabase() {
  const clock = { now: 0 }
  const statements: string[] = []
  const query = (text: string) => {
    statements.push(text)
    return Promise.resolve()
  }
  // Only what is asked of it here.
  const tx = { query } as unknown as Parameters<typeof takingTurns>[0]
  return { clock, statements, turn: takingTurns(tx, () => clock.now) }
}

describe('a fold that computes for long', () => {
  test('gives the others their turn every 10 ms and not more often', async () => {
    const { clock, turn } = clockAndDatabase()
    clock.now = 9
    expect(turn()).toBeNull()
    clock.now = 10
    let isTheirTurn = false
    setImmediate(() => {
      isTheirTurn = true
    })
    await turn()
    expect(isTheirTurn).toBe(true)
    clock.now = 19
    expect(turn()).toBeNull()
  })

  test('says every 2 s that its transaction is not idle', async () => {
    const { clock, statements, turn } = clockAndDatabase()
    for (clock.now = 10; clock.now < 6000; clock.now += 10) await turn()
    expect(statements).toEqual(['select', 'select'])
  })
})
