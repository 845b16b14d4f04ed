/** Words of a person within a text, which keep their own direction and leave the text's alone (Unicode, FSI and PDI). */
export const isolated = (words: string): string => `\u2068${words}\u2069`;
