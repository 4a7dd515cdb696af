/**
 * Where in a JSON text a pointer points: from and to as string offsets. What is missing is looked for as far as it is
 * there: the pointer of an absent member finds the object that should hold it. Null where the text is no JSON up to there.
 */
export function findPointer(json: string, pointer: string): { from: number; to: number } | null {
  const steps = stepsOf(pointer)
  const scanner = new Scanner(json)
  return scanner.find(steps)
}

/** `#/0/data/a~1b` as a list of members. */
function stepsOf(pointer: string): string[] {
  const path = decoded(pointer.replace(/^#/, ''))
  if (path === '') return []
  return path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

interface Span {
  from: number
  to: number
}

/** Reads only as much of JSON as it needs to know where values begin and end. */
class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  find(steps: readonly string[]): Span | null {
    try {
      return this.#value(steps)
    } catch {
      return null
    }
  }

  /** Reads one value and says where `steps` lie in it, or it itself where they end. */
  #value(steps: readonly string[] | null): Span {
    this.#space()
    const from = this.#at
    const opening = this.#text[this.#at]
    const inner = opening === '{' || opening === '[' ? this.#members(opening, steps) : this.#scalar()
    const whole = { from, to: this.#at }
    return steps !== null && steps.length > 0 && inner !== null ? inner : whole
  }

  #members(opening: '{' | '[', steps: readonly string[] | null): Span | null {
    const closing = opening === '{' ? '}' : ']'
    const [wanted, ...rest] = steps ?? []
    let found: Span | null = null
    this.#at += 1
    for (let index = 0; ; index++) {
      this.#space()
      if (this.#text[this.#at] === closing) break
      const name = opening === '{' ? this.#name() : String(index)
      const span = this.#value(name === wanted ? rest : null)
      if (name === wanted) found = span
      this.#space()
      if (this.#text[this.#at] !== ',') break
      this.#at += 1
    }
    this.#expect(closing)
    return found
  }

  #name(): string {
    const from = this.#at
    this.#string()
    const name: unknown = JSON.parse(this.#text.slice(from, this.#at))
    this.#space()
    this.#expect(':')
    return String(name)
  }

  #scalar(): null {
    if (this.#text[this.#at] === '"') this.#string()
    else this.#match(/[-+.\w]+/y)
    return null
  }

  #string(): void {
    this.#match(/"(?:[^"\\]|\\.)*"/sy)
  }

  #space(): void {
    this.#match(/\s*/y)
  }

  #match(pattern: RegExp): void {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (!match) throw new SyntaxError(`no JSON at ${this.#at}`)
    this.#at += match[0].length
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw new SyntaxError(`no ${character} at ${this.#at}`)
    this.#at += 1
  }
}
