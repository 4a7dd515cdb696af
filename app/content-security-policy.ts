/** 128 bits, as CSP 3 asks for: https://www.w3.org/TR/CSP3/#security-nonces */
const nonceBytes = 16

const yearSeconds = 365 * 86_400

/** Nobody who has not seen this answer knows it. */
export function makeNonce(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(nonceBytes))).toString('base64')
}

interface PagePolicyOptions {
  /** Of this answer alone; Next puts it on every script and style sheet of the page. */
  nonce: string
  /** React and Next's own tools need eval, and inline styles, there. */
  development: boolean
}

/**
 * Scripts run when they have the nonce, or when one that has it loads them: neither markup in somebody's data nor a file of this
 * origin ever does. Style sheets are files or have the nonce. Style attributes stay: the bars and curves of the server's first
 * paint have their lengths there, and all that one could do is to draw, since no address but our own is ever asked for anything.
 *
 * @returns the value of a page's `Content-Security-Policy`.
 */
export function pagePolicy({ nonce, development }: PagePolicyOptions): string {
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    // A nonce makes browsers ignore 'unsafe-inline'.
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    // Scripts send every form. One sent before they run would put what it holds, a password too, into the address.
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/**
 * Browsers that have come over TLS once never ask without it again. Names below ours are not ours to decide about.
 *
 * @param publicUrl the origin that people use.
 * @returns the value of `Strict-Transport-Security`, or null where people come without TLS.
 */
export function transportSecurity(publicUrl: string | undefined): string | null {
  return URL.parse(publicUrl ?? '')?.protocol === 'https:' ? `max-age=${yearSeconds}` : null
}
