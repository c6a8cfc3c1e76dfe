// The way to send a picture: shown while an official talks with the citizen, as the bot's last line says.

const LARGEST = 8 * 1024 * 1024;

export function setUpPictures({ connection, tell, newId, words }) {
  const [button, file] = ["attach", "picture"].map((id) => document.getElementById(id));
  button.onclick = () => file.click();
  file.onchange = async () => {
    const [chosen] = file.files;
    file.value = "";
    if (!chosen) return;
    if (chosen.size > LARGEST) {
      tell(words.large_picture);
      return;
    }
    button.disabled = true;
    try {
      const answer = await fetch(`/chat/picture?id=${newId()}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${connection.token}` },
        body: chosen,
      });
      if (answer.status === 429) tell(words.slow);
      else if (answer.status === 415 || answer.status === 413) tell(words.large_picture);
      else if (!answer.ok) tell(words.lost_picture);
    } catch {
      tell(words.lost_picture);
    } finally {
      button.disabled = false;
    }
  };
  return {
    seen(lines) {
      const last = lines.filter((line) => !line.mine).at(-1);
      if (last) button.hidden = !last.pictures;
    },
  };
}
