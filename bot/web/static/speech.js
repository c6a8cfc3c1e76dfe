// Reading an answer aloud with the browser's own voice. Where there is no voice of the language, there is no button.

const synth = globalThis.speechSynthesis;
let reading = null;

export function watchVoices(language, act) {
  if (!synth || !globalThis.SpeechSynthesisUtterance) return;
  const look = () => act(voiceOf(language) !== undefined);
  look();
  synth.addEventListener?.("voiceschanged", look);
  addEventListener("pagehide", stop);
}

export function canRead(language) {
  return Boolean(synth && globalThis.SpeechSynthesisUtterance && voiceOf(language));
}

// Reads pieces one after the other (long ones stop by themselves in some browsers); `ended` is called in any case.
export function read(pieces, language, ended) {
  stop();
  const voice = voiceOf(language);
  if (!voice) return;
  const turn = { ended };
  reading = turn;
  const utterances = pieces.flatMap(sentences).map((text) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = 0.95;
    utterance.onerror = () => reading === turn && stop();
    return utterance;
  });
  if (!utterances.length) return stop();
  utterances.at(-1).onend = () => reading === turn && stop();
  for (const utterance of utterances) synth.speak(utterance);
}

export function stop() {
  const { ended } = reading ?? {};
  reading = null;
  synth?.cancel();
  ended?.();
}

function voiceOf(language) {
  const voices = synth.getVoices().filter((voice) => voice.lang.toLowerCase().replace("_", "-").startsWith(language));
  return voices.find((voice) => voice.localService) ?? voices[0];
}

// Sentences, and of long ones parts that end between words.
function sentences(text) {
  return text.split(/(?<=[.!?;:])\s+/u).flatMap((sentence) => sentence.match(/.{1,160}(?=\s|$)|\S+/gu) ?? []);
}
