/** What was entered under this name; nothing where there is no such field. */
export function entered(data: FormData, name: string): string {
  const value = data.get(name)
  return typeof value === 'string' ? value : ''
}
