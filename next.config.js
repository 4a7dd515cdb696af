import createNextIntlPlugin from 'next-intl/plugin'

/*
 * The web app serves pages only. Everything else under its origin belongs to the event server and is handed on, so
 * that a browser sees one origin. Next fixes these rewrites when it builds.
 */
const eventServer = process.env.VIGIE_API_URL ?? `http://127.0.0.1:${process.env.VIGIE_PORT ?? 4000}`

// Of everything that is no page: nothing of it is run or shown in a frame. proxy.ts gives pages theirs.
const contentSecurityPolicy =
  "default-src 'none'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const securityHeaders = [
  { key: 'Content-Security-Policy', value: contentSecurityPolicy },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), screen-wake-lock=(self)' },
]

// Pages of any origin load the tracker.
const trackerHeaders = [
  { key: 'Cache-Control', value: 'public, max-age=3600' },
  { key: 'Access-Control-Allow-Origin', value: '*' },
  { key: 'Cross-Origin-Resource-Policy', value: 'cross-origin' },
]

/** @type {import('next').NextConfig} */
const config = {
  distDir: process.env.VIGIE_DIST_DIR ?? '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // The tokens use light-dark() and oklch() as browsers know them; rewritten, a subtree could not change its theme.
  experimental: { useLightningcss: true, lightningCssFeatures: { exclude: ['light-dark', 'oklab-colors'] } },
  // `npm run check` has the types of the whole package; a build neither needs nor repeats that.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [
    { source: '/:path*', headers: securityHeaders },
    { source: '/vigie.js', headers: trackerHeaders },
  ],
  rewrites: async () => [
    { source: '/v1/:path*', destination: `${eventServer}/v1/:path*` },
    // Where Umami's tracker sends.
    { source: '/api/send', destination: `${eventServer}/api/send` },
    { source: '/api/auth/:path*', destination: `${eventServer}/api/auth/:path*` },
    { source: '/live', destination: `${eventServer}/live` },
    { source: '/livez', destination: `${eventServer}/livez` },
    { source: '/readyz', destination: `${eventServer}/readyz` },
  ],
}

// Messages are parsed when the app is built: browsers get no parser for them.
const withMessages = createNextIntlPlugin({
  requestConfig: './app/i18n/request.ts',
  experimental: { messages: { path: './messages', format: 'json', locales: 'infer', precompile: true } },
})

export default withMessages(config)
