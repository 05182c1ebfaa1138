import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'

const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

export default function UsageLoading() {
  return (
    <div className="shell pb-16" aria-busy="true">
      <PageHeader title="Usage" description="Every credit in and out, and what it was for.">
        <Button asChild variant="secondary">
          <Link href="/billing#buy">Buy credits</Link>
        </Button>
      </PageHeader>
      <div className="border-t-2 border-ink pt-6">
        <Skeleton className="mb-5 h-13 w-72" />
        <Skeleton className="h-4 w-full" />
        <Skeleton className="mt-5 h-12 w-full" />
      </div>
      <Skeleton className="mt-14 mb-5 h-7 w-32" />
      {lines.map((line) => (
        <div key={line} className="border-b border-rule py-2.5">
          <Skeleton className="h-6 w-full" />
        </div>
      ))}
    </div>
  )
}
