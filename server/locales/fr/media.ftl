# Pictures, sounds and films that members send, and why some are not taken.
refusal-no-such-media = Ce fichier n’existe pas ici.
refusal-media-attached = Ce fichier est déjà joint à une contribution.
refusal-media-unready = Ce fichier n’est pas encore prêt : réessayez dans un instant.
refusal-too-many-media = Une contribution porte { $limit ->
        [one] { $limit } fichier
       *[other] { $limit } fichiers
    } au plus.
refusal-description-too-long = La description a { $chars ->
        [one] { $chars } caractère
       *[other] { $chars } caractères
    } ; { $limit } au plus.
refusal-media-unknown = Ce fichier n’est ni une image JPEG, PNG, GIF ou WebP, ni un son ou une vidéo d’un format connu ici.
refusal-media-drawing = Les dessins SVG ne sont pas pris : ils peuvent contenir un programme. Enregistrez-le en PNG.
refusal-media-photo = Ce format d’image n’est pas pris ici (HEIC, AVIF, TIFF, BMP). Enregistrez-la en JPEG ou en PNG.
refusal-media-broken = Ce fichier est abîmé ou incomplet : il n’a pas pu être lu jusqu’au bout.
refusal-media-cut = L’envoi s’est arrêté avant la fin : le fichier n’est pas arrivé en entier. Envoyez-le de nouveau.
refusal-media-pixels = Cette image dépasse { $limit } millions de points, ou 16 384 points de côté.
refusal-media-frames = Cette animation est trop longue ou trop grande.
refusal-media-moving = Parmi les images animées, seuls les GIF sont pris.
refusal-media-bytes = Ce fichier dépasse { $limit } Mo.
refusal-media-twice = Un seul fichier est attendu dans ce champ : envoyez-les un par un.
media-image = Image
media-audio = Son
media-video = Vidéo
media-file = Fichier
media-size = { $n } Ko
