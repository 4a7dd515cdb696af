import type { NextRequest } from 'next/server'
import { NextResponse } from 'next/server'
import { makeNonce, pagePolicy, transportSecurity } from './app/content-security-policy.ts'
import { env } from './app/env.ts'
import { pathHeader } from './app/path-header.ts'

const { development } = env
const secured = transportSecurity(env.publicUrl)

/** Every page gets a policy that lets the scripts of this one answer run and no others. Next reads the nonce from the request's copy. */
export function proxy(request: NextRequest): NextResponse {
  const policy = pagePolicy({ nonce: makeNonce(), development })
  const headers = new Headers(request.headers)
  headers.set('Content-Security-Policy', policy)
  // Where to come back to after signing in (app/event-server.ts): pages are not told their own address.
  headers.set(pathHeader, request.nextUrl.pathname + request.nextUrl.search)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  if (secured !== null) response.headers.set('Strict-Transport-Security', secured)
  return response
}

/**
 * Pages only, and of those whole ones: what a page fetches to go on to the next is no document. What is handed on to the event
 * server is its own; files have the policy of next.config.js.
 */
export const config = {
  matcher: [
    {
      source: '/((?!v1/|api/|_next/|(?:live|livez|readyz|build-id|vigie.js|push-worker.js|robots.txt|icon.svg)$).*)',
      missing: [{ type: 'header', key: 'rsc' }],
    },
  ],
}
