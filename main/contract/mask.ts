/** What stands in a text for a secret that is in the file. Written back it means "as it is". */
export const MASK = '•••';
