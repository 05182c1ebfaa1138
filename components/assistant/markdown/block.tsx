import type { Token, Tokens } from 'marked'
import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { CodeBlock } from './code-block'
import { Inline } from './inline'

const cell = 'min-w-24 border-t border-rule py-2 pr-6 text-left align-top last:pr-0'
const aligned = { left: 'text-left', center: 'text-center', right: 'text-right' }

/** One block of Markdown, as the lexer names them. */
export function Block({ token }: { token: Token }): ReactNode {
  switch (token.type) {
    case 'heading':
      return <Heading {...(token as Tokens.Heading)} />
    case 'paragraph':
      return (
        <p>
          <Inline tokens={token.tokens} />
        </p>
      )
    case 'text':
      return <Inline tokens={token.tokens ?? [token]} />
    case 'code':
      return <CodeBlock code={(token as Tokens.Code).text} language={(token as Tokens.Code).lang} />
    case 'list':
      return <List {...(token as Tokens.List)} />
    case 'blockquote':
      return (
        <blockquote className="space-y-3 border-l-2 border-rule pl-4 text-soft">
          <Blocks tokens={token.tokens} />
        </blockquote>
      )
    case 'table':
      return <Table {...(token as Tokens.Table)} />
    case 'hr':
      return <hr className="border-rule" />
    case 'html':
      return <p className="whitespace-pre-wrap">{token.raw.trim()}</p>
    default:
      return null
  }
}

const Blocks = ({ tokens }: { tokens: Token[] | undefined }) =>
  tokens?.map((token, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- a parsed text does not reorder
    <Block key={index} token={token} />
  ))

function Heading({ depth, tokens }: Tokens.Heading) {
  const Tag = `h${Math.min(depth + 1, 6)}` as 'h2'
  return (
    <Tag className={cn('pt-1 font-semibold', depth <= 2 ? 'text-lg' : 'text-base')}>
      <Inline tokens={tokens} />
    </Tag>
  )
}

function List({ ordered, start, items }: Tokens.List) {
  const entries = items.map((item, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- a parsed text does not reorder
    <li key={index} className="my-0.5 space-y-1 pl-1">
      {item.task && (
        <span className="mr-1.5" aria-hidden="true">
          {item.checked ? '☑' : '☐'}
        </span>
      )}
      {item.task && <span className="sr-only">{item.checked ? 'Done: ' : 'To do: '}</span>}
      <Blocks tokens={item.tokens.filter(({ type }) => type !== 'checkbox')} />
    </li>
  ))
  if (!ordered) return <ul className="list-disc pl-5">{entries}</ul>
  return (
    <ol start={start === '' ? undefined : start} className="list-decimal pl-5">
      {entries}
    </ol>
  )
}

function Table({ header, rows }: Tokens.Table) {
  const classOf = ({ align }: Tokens.TableCell) => cn(cell, align && aligned[align])
  return (
    // Wide ones scroll by themselves, hence reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div tabIndex={0} className="overflow-x-auto">
      <table className="w-full border-b border-rule text-sm">
        <thead>
          <tr>
            {header.map((column, index) => (
              <th
                // oxlint-disable-next-line react/no-array-index-key -- a parsed text does not reorder
                key={index}
                className={cn(classOf(column), 'border-t-0 font-medium text-soft')}
              >
                <Inline tokens={column.tokens} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a parsed text does not reorder
            <tr key={index}>
              {row.map((column, place) => (
                // oxlint-disable-next-line react/no-array-index-key -- a parsed text does not reorder
                <td key={place} className={classOf(column)}>
                  <Inline tokens={column.tokens} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
