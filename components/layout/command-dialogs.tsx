'use client'

import { Command } from 'cmdk'
import { Code, Keyboard, LogOut, Moon, Sun, Tag } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import type { ReactNode } from 'react'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import type { CommandsView } from './commands'
import { rooms } from './nav'
import { leave } from './sign-out'

type DialogsProps = { view: CommandsView | null; show: (view: CommandsView | null) => void }

export function CommandDialogs({ view, show }: DialogsProps) {
  const close = () => show(null)
  return (
    <>
      <Dialog open={view === 'menu'} onOpenChange={close}>
        <DialogContent title="Command menu" look="plain">
          <Commands done={close} showKeys={() => show('keys')} />
        </DialogContent>
      </Dialog>
      <Dialog open={view === 'keys'} onOpenChange={close}>
        <DialogContent title="Keys">
          <Keys />
        </DialogContent>
      </Dialog>
    </>
  )
}

/** Everything that can be gone to or done, by typing. */
function Commands({ done, showKeys }: { done: () => void; showKeys: () => void }) {
  const router = useRouter()
  const { resolvedTheme, setTheme } = useTheme()
  const run = (command: () => void) => () => {
    done()
    command()
  }
  const dark = resolvedTheme === 'dark'
  return (
    <Command label="Commands" loop>
      <Command.Input
        placeholder="Where to, or what?"
        className="h-12 w-full border-b border-rule bg-transparent px-4 outline-none placeholder:text-soft"
      />
      <Command.List className="max-h-[26rem] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-6 text-soft">Nothing is called that.</Command.Empty>
        <Group heading="Go to">
          {rooms.map(({ href, label, icon: Icon, key }) => (
            <Item key={href} onSelect={run(() => router.push(href))} keys={['g', key]}>
              <Icon aria-hidden="true" /> {label}
            </Item>
          ))}
          <Item onSelect={run(() => router.push('/pricing'))}>
            <Tag aria-hidden="true" /> Pricing, plans and credit packs
          </Item>
          <Item onSelect={run(() => router.push('/docs/api'))}>
            <Code aria-hidden="true" /> API documentation
          </Item>
        </Group>
        <Group heading="Do">
          <Item onSelect={run(() => setTheme(dark ? 'light' : 'dark'))}>
            {dark ? <Sun aria-hidden="true" /> : <Moon aria-hidden="true" />}
            {dark ? 'Light theme' : 'Dark theme'}
          </Item>
          <Item onSelect={showKeys} keys={['?']}>
            <Keyboard aria-hidden="true" /> Show the keys
          </Item>
          <Item onSelect={run(() => void leave())}>
            <LogOut aria-hidden="true" /> Sign out
          </Item>
        </Group>
      </Command.List>
    </Command>
  )
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:eyebrow"
    >
      {children}
    </Command.Group>
  )
}

type ItemProps = { onSelect: () => void; keys?: readonly string[]; children: ReactNode }

function Item({ onSelect, keys = [], children }: ItemProps) {
  return (
    <Command.Item
      onSelect={onSelect}
      className="flex h-9.5 cursor-pointer items-center gap-2.5 rounded-sm px-2.5 text-sm select-none data-[selected=true]:bg-rule/60 [&_svg]:size-4 [&_svg]:text-soft"
    >
      {children}
      <span className="ml-auto flex gap-1">
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </span>
    </Command.Item>
  )
}

const keyList: readonly (readonly [string, readonly string[]])[] = [
  ['Command menu', ['⌘', 'K']],
  ...rooms.map(({ label, key }) => [label, ['g', key]] as const),
  ['Send a message', ['↵']],
  ['New line in a message', ['⇧', '↵']],
  ['Stop the answer', ['Esc']],
  ['These keys', ['?']],
]

function Keys() {
  return (
    <dl className="divide-y divide-rule border-y border-rule">
      {keyList.map(([label, keys]) => (
        <div key={label} className="flex h-10 items-center justify-between">
          <dt>{label}</dt>
          <dd className="flex gap-1">
            {keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}
