import { syncPortal } from '../portal'
import { syncCatalogue } from '../products'
import type { Command } from './command'

export const sync: Command = {
  usage: 'sync',
  does: "makes Stripe's products, prices and portal match the catalogue",
  options: {},
  async run() {
    const changes = [...(await syncCatalogue()), ...(await syncPortal())]
    return { lines: changes.length > 0 ? changes : ['Stripe already matches the catalogue.'] }
  },
}
