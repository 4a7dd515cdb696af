/** A column may be called `__proto__`: assigned like any other it would be the row's prototype, and no member. */
export function setMember(row: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(row, name, { value, writable: true, enumerable: true, configurable: true })
  } else row[name] = value
}
