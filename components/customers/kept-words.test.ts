import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { forgetWords, keepWords, keptWords } from './kept-words.ts'

/** As a browser's: what is kept is a member of it. */
class FakeStorage {
  getItem(name: string): unknown {
    return Object.hasOwn(this, name) ? Reflect.get(this, name) : null
  }

  setItem(name: string, value: string): void {
    Reflect.set(this, name, value)
  }

  removeItem(name: string): void {
    Reflect.deleteProperty(this, name)
  }
}

function showEntry(key: string): void {
  vi.stubGlobal('window', { navigation: { currentEntry: { key } } })
}

beforeEach(() => {
  vi.stubGlobal('sessionStorage', new FakeStorage())
  showEntry('first')
})
afterEach(() => {
  vi.unstubAllGlobals()
})

test('words are those of the entry that is shown, and of whoever typed them', () => {
  keepWords('ada', 'sol exe')
  showEntry('second')
  expect(keptWords('ada')).toBe('')
  keepWords('ada', 'gwenn')
  showEntry('first')
  expect([keptWords('ada'), keptWords('bob')]).toEqual(['sol exe', ''])
})

test('nothing is left of words that were taken away, one by one or all at once', () => {
  sessionStorage.setItem('of somebody else', 'stays')
  keepWords('ada', 'sol exe')
  keepWords('ada', '')
  expect(Object.keys(sessionStorage)).toEqual(['of somebody else'])
  keepWords('ada', 'sol exe')
  forgetWords()
  expect(Object.keys(sessionStorage)).toEqual(['of somebody else'])
})

test('a browser that refuses storage, or does not name its entries, keeps nothing and says nothing', () => {
  vi.stubGlobal('sessionStorage', undefined)
  keepWords('ada', 'sol exe')
  forgetWords()
  expect(keptWords('ada')).toBe('')
  vi.stubGlobal('sessionStorage', new FakeStorage())
  vi.stubGlobal('window', {})
  keepWords('ada', 'sol exe')
  expect(keptWords('ada')).toBe('')
})
