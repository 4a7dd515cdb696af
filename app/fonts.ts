import localFont from 'next/font/local'

export const inter = localFont({
  src: './fonts/InterVariable-subset.woff2',
  weight: '100 900',
  variable: '--font-inter',
  display: 'swap',
})

/** Code only, therefore not fetched ahead. */
export const geistMono = localFont({
  src: './fonts/GeistMono-latin.woff2',
  weight: '100 900',
  variable: '--font-geist-mono',
  display: 'swap',
  preload: false,
})
