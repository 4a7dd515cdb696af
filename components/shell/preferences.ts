/** What a person has set for this browser. Kept in cookies, so that the server's first paint already has it. */
export const themeCookie = 'vigie-theme'
export const navCookie = 'vigie-nav'
export const localeCookie = 'vigie-locale'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export function parseTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? 'system'
}

const yearSeconds = 365 * 86_400

export function rememberPreference(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=${yearSeconds}; samesite=lax`
}
