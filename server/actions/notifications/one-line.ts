/** What others have written, as a subject or a line of a message; spaces that do not break stay, as French has them. */
export function onOneLine(text: string): string {
  return text.replaceAll(/(?:[^\S\u00a0\u202f]|\p{Cc})+/gu, ' ').trim()
}
