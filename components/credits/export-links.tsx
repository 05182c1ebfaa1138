import { Download } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { filterParams, type StatementFilter } from '@/lib/credits/statement-filter'

/** The statement as it is narrowed now, as a file. */
export function ExportLinks({ filter }: { filter: StatementFilter }) {
  return (
    <div className="flex gap-2">
      {(['csv', 'json'] as const).map((format) => {
        const query = new URLSearchParams([['format', format], ...filterParams(filter)])
        return (
          <Button key={format} asChild variant="ghost" size="sm">
            <a href={`/api/usage/export?${query}`} download>
              <Download aria-hidden="true" />
              <span className="sr-only">Download as </span>
              {format.toUpperCase()}
            </a>
          </Button>
        )
      })}
    </div>
  )
}
