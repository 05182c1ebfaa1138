import { FileText, ImageOff, X } from 'lucide-react'
import { Credits } from '@/components/ui/amount'
import { cn } from '@/components/ui/cn'
import { Spinner } from '@/components/ui/spinner'
import { aboutTokens, isImage, type FileData } from '@/lib/ai/files/limits'
import { microCredits, type MicroCredits } from '@/lib/credits/unit'
import type { Attached } from './use-files'

type Props = {
  attached: readonly Attached[]
  /** What 1,000 tokens that go in cost, at the chosen model. */
  perThousand: MicroCredits | undefined
  onRemove: (entry: Attached) => void
}

/** What is attached to the message: what each adds to its price, or why it cannot go along. */
export function FileChips({ attached, perThousand, onRemove }: Props) {
  return (
    <div aria-live="polite">
      {attached.length > 0 && (
        <ul
          aria-label="Attached files"
          className="flex max-h-44 flex-wrap gap-2 overflow-y-auto pt-1 pb-2"
        >
          {attached.map((entry) => (
            <li
              key={entry.key}
              className={cn(
                'flex max-w-full items-center gap-2.5 rounded-md border border-rule bg-sunken py-1 pr-1 pl-2 text-sm',
                entry.state === 'refused' && 'border-danger/45 bg-danger-wash',
              )}
            >
              <Mark entry={entry} />
              <span className="min-w-0">
                <span className="block truncate sm:max-w-60">{entry.name}</span>
                <State entry={entry} perThousand={perThousand} />
              </span>
              <button
                type="button"
                aria-label={`${entry.state === 'refused' ? 'Dismiss' : 'Remove'} ${entry.name}`}
                onClick={() => onRemove(entry)}
                className="grid size-8 shrink-0 place-items-center rounded-sm text-soft hover:bg-raised hover:text-ink"
              >
                <X className="size-4" aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Mark({ entry }: { entry: Attached }) {
  if (entry.state === 'uploading') return <Spinner className="size-4 shrink-0" />
  if (entry.state === 'refused')
    return <ImageOff className="size-4 shrink-0 text-danger" aria-hidden="true" />
  return <FileMark file={entry.file} className="size-9" />
}

/** A picture as it is, small; a text as a sheet. */
export function FileMark({ file, className }: { file: FileData; className: string }) {
  if (!isImage(file)) return <FileText className="size-4 shrink-0 text-soft" aria-hidden="true" />
  return (
    // oxlint-disable-next-line nextjs/no-img-element -- the user's own file, which no optimiser may keep a copy of
    <img
      src={`/api/files/${file.id}`}
      alt=""
      className={cn('shrink-0 rounded-sm border border-rule bg-raised object-cover', className)}
    />
  )
}

function State({ entry, perThousand }: Pick<Props, 'perThousand'> & { entry: Attached }) {
  if (entry.state === 'uploading') return <span className="block text-xs text-soft">uploading</span>
  if (entry.state === 'refused')
    return <span className="block text-xs text-danger">{entry.problem}</span>
  if (perThousand === undefined) return null
  const price = microCredits(Math.ceil((aboutTokens(entry.file) * perThousand) / 1_000))
  return (
    <span className="block text-xs text-soft">
      adds about <Credits amount={price} decimals={1} />
    </span>
  )
}
