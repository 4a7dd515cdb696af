import { Skeleton } from '#components/ui/skeleton.tsx'

/** The list and a brief, before they are here. */
export function MeetingsSkeleton() {
  return (
    <div
      aria-busy="true"
      className="flex-1 tablet:grid tablet:grid-cols-[17rem_minmax(0,1fr)] desk:grid-cols-[21.5rem_minmax(0,1fr)]"
    >
      <div className="border-line py-4 max-tablet:hidden tablet:border-r">
        {Array.from({ length: 6 }, (_, row) => (
          <div key={row} className="grid gap-2 border-b border-line px-6 py-2.5">
            <Skeleton className="h-4 w-48" />
            <Skeleton className="h-3 w-32" />
          </div>
        ))}
      </div>
      <BriefSkeleton />
    </div>
  )
}

export function BriefSkeleton() {
  return (
    <div aria-busy="true" className="min-w-0 p-4 tablet:px-8 tablet:pt-5">
      <div className="grid gap-2 border-b border-line pb-4">
        <Skeleton className="h-6 w-60" />
        <Skeleton className="h-4 w-80 max-w-full" />
      </div>
      <div className="grid gap-x-10 desk:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)]">
        {Array.from({ length: 2 }, (_, column) => (
          <div key={column} className="grid content-start gap-3 pt-4">
            {Array.from({ length: 6 }, (_, row) => (
              <Skeleton key={row} className="h-4 w-full" />
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}
