import { parseFilter } from '@underlay/sdk'
import type { BadInput } from './bad-input.ts'

const read = (text: string): Pick<BadInput, 'give' | 'error'> => ({
  give: () => parseFilter(text),
  error: 'FilterError',
})

/** What somebody types, or a script of somebody hands over. */
export const filters: readonly BadInput[] = [
  {
    title: 'nothing behind an operator',
    ...read('ip.src =='),
    place: '           ^',
    says: 'the filter ends where a field or a value should be',
  },
  {
    title: 'a field that does not exist',
    ...read('ip.nosuch'),
    place: '  ^~~~~~~~~',
    says: 'no field or protocol is named ip.nosuch',
  },
  {
    title: "a field that is JavaScript's own",
    ...read('__proto__'),
    place: '  ^~~~~~~~~',
    says: 'no field or protocol is named __proto__',
  },
  {
    title: 'an address of five numbers',
    ...read('ip.src == 1.2.3.4.5'),
    place: '            ^~~~~~~~~',
    says: '1.2.3.4.5 is no IPv4 address',
  },
  { title: 'a quotation without end', ...read('"xxx'), place: '  ^~~~', says: 'the quotation has no end' },
  {
    title: 'a set without end',
    ...read('ip.src in {'),
    place: '             ^',
    says: 'the filter ends where a field or a value should be',
  },
  {
    title: 'a hundred thousand brackets',
    ...read('('.repeat(100_000)),
    place: '^',
    says: 'a filter has at most 10000 characters, this has 100000',
  },
  { title: 'five thousand brackets', ...read('('.repeat(5000)), place: '^', says: 'nested' },
  {
    title: 'a sequence that clears the terminal',
    ...read('tcp\u001B[2J'),
    place: 'tcp\\u{1b}[2J',
    says: 'here the filter should end, or go on with && or ||',
  },
  {
    title: 'a mark that turns the writing direction',
    ...read('ip.src == \u202E1'),
    place: 'ip.src == \\u{202e}1',
    says: 'a field or a value should be here',
  },
]
