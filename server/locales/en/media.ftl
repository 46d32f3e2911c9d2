# Pictures, sounds and films that members send, and why some are not taken.
refusal-no-such-media = This file does not exist here.
refusal-media-attached = This file hangs on a contribution already.
refusal-media-unready = This file is not ready yet: try again in a moment.
refusal-too-many-media = A contribution carries { $limit ->
        [one] { $limit } file
       *[other] { $limit } files
    } at most.
refusal-description-too-long = The description has { $chars ->
        [one] { $chars } character
       *[other] { $chars } characters
    }; { $limit } at most.
refusal-media-unknown = This file is neither a picture (JPEG, PNG, GIF or WebP) nor a sound or film of a format that is known here.
refusal-media-drawing = SVG drawings are not taken: they may hold a program. Save it as PNG.
refusal-media-photo = Pictures of this format are not taken here (HEIC, AVIF, TIFF, BMP). Save it as JPEG or PNG.
refusal-media-broken = This file is damaged or incomplete: it could not be read to its end.
refusal-media-cut = The upload ended early: the file did not arrive whole. Send it again.
refusal-media-pixels = This picture has more than { $limit } million pixels, or a side of more than 16,384.
refusal-media-frames = This animation is too long or too large.
refusal-media-moving = Of moving pictures, only GIFs are taken.
refusal-media-bytes = This file has more than { $limit } MB.
refusal-media-twice = This field takes one file: send them one by one.
media-image = Picture
media-audio = Sound
media-video = Film
media-file = File
media-size = { $n } KB
