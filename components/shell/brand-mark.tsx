/** The lookout: a V with the eye above it. */
export function BrandMark({ className }: { className: string }) {
  return (
    <svg viewBox="0 0 20 20" fill="none" aria-hidden="true" className={className}>
      <path
        d="M2.75 5.25 10 17.25l7.25-12"
        stroke="currentColor"
        strokeWidth="2.25"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="10" cy="5" r="2.6" fill="var(--accent)" />
    </svg>
  )
}
